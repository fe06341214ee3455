#include "he/io/images/image_source.h"

#include <fmt/format.h>

#include "he/io/images/png.h"
#include "he/io/source.h"
#include "io/dicom_sample.h"
#include "io/table_files.h"

using he::DataError;
using he::IoError;
using he::Shape;
using he::UnsupportedError;
using he::UsageError;
using he::io::Distortion;
using he::io::FrameChoice;
using he::io::IdKind;
using he::io::ImageOptions;
using he::io::MissingValues;
using he::io::open_source;
using he::io::SourceOptions;
using he::io::test::DicomSample;
using he::io::test::Folder;
using he::io::test::sentence_of;
using namespace std::string_literals;

using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

namespace {

/// A map of one pixel, `value` of 10.
std::string map(int value) { return fmt::format("P2 1 1 10 {}\n", value); }

/// A folder with images below "data.set".
struct Images : Folder {
  Images() { std::filesystem::create_directory(root()); }
  std::string root() const { return file("data.set"); }
  void add(const std::string& name, const std::string& content) const {
    const std::filesystem::path path = std::filesystem::path(root()) / name;
    std::filesystem::create_directories(path.parent_path());
    write("data.set/" + name, content);
  }
};

/// Two classes with three images of one pixel.
struct TwoClasses : Images {
  TwoClasses() {
    add("RCA/a.pgm", map(5));
    add("LCA/b.pgm", map(2));
    add("LCA/deeper/a.pgm", map(1));
    add("LCA/.hidden", "?");
  }
};

std::string run_of_frames(const std::string& pixels, const std::string& uid = "1.2.3") {
  return DicomSample{.uid = uid,
                     .frames = std::to_string(pixels.size()),
                     .shades = he::io::test::element(0x28, 0x1050, "DS", "128") +
                               he::io::test::element(0x28, 0x1051, "DS", "256"),
                     .pixels = pixels}
      .file();
}

Numbers values(const std::string& path, const SourceOptions& options = {}) {
  const auto source = open_source(path, options);
  Numbers x = source->next(1000).x;
  for (double& value : x) value = std::round(value * 1000) / 1000;
  return x;
}

template <typename Refusal>
std::string image_refusal(const std::string& path, const SourceOptions& options = {}) {
  const std::string sentence = sentence_of<Refusal>([&] { open_source(path, options)->next(1000); });
  const std::size_t at = sentence.find("data.");
  return at == std::string::npos ? sentence : sentence.substr(at);
}

}  // namespace

TEST_CASE("a folder: its sub-folders are classes; both classes and files come in sorted order") {
  const TwoClasses images;
  const auto source = open_source(images.root(), {.id_column = "file"});
  CHECK(source->info().records == 3);
  CHECK(source->info().x.shape == Shape{1, 1, 1});
  CHECK(source->info().target_names == Names{"label"});
  CHECK(source->info().class_names == Names{"LCA", "RCA"});
  CHECK(source->info().y->shape == Shape{1});
  const auto records = source->next(10);
  CHECK(records.x == Numbers{0.2, 0.1, 0.5});
  CHECK(records.y == Numbers{0, 0, 1});
  CHECK(records.ids == Names{"LCA/b.pgm", "LCA/deeper/a.pgm", "RCA/a.pgm"});
  CHECK(source->next(10).count == 0);
}

TEST_CASE("blocks, places and one-hot targets") {
  const TwoClasses images;
  const auto source = open_source(images.root(), {.id_column = "row", .one_hot = true});
  CHECK(source->info().target_names == Names{"label=LCA", "label=RCA"});
  CHECK(source->next(2).y == Numbers{1, 0, 1, 0});
  const auto last = source->next(2);
  CHECK(last.first == 2);
  CHECK(last.count == 1);
  CHECK(last.y == Numbers{0, 1});
  CHECK(last.ids == Names{"3"});
  source->seek(1);
  CHECK(source->next(1).x == Numbers{0.1});
}

TEST_CASE("classes whose names are numbers count by their value") {
  const Images images;
  for (const char* name : {"10/a.pgm", "9/a.pgm", "0/a.pgm"}) images.add(name, map(name[0] - '0'));
  const auto source = open_source(images.root());
  CHECK(source->info().class_names == Names{"0", "9", "10"});
  CHECK(source->next(3).x == Numbers{0, 0.9, 0.1});
}

TEST_CASE("a folder of files alone has no classes") {
  const Images images;
  images.add("b.pgm", map(2));
  images.add("a.pgm", map(1));
  const auto source = open_source(images.root());
  CHECK_FALSE(source->info().y);
  CHECK(source->info().ids == IdKind::none);
  CHECK(source->next(3).x == Numbers{0.1, 0.2});
  CHECK(image_refusal<UsageError>(images.root(), {.one_hot = true}).find("--one-hot needs classes") !=
        std::string::npos);
}

TEST_CASE("one file of each format is a record; what it is says its content") {
  const Images images;
  he::io::write_png(images.file("data.bin"), 1, 1, 1, std::vector<std::uint8_t>{51});
  CHECK(values(images.file("data.bin")) == Numbers{0.2});
  CHECK(values(images.write("data.csv", map(3))) == Numbers{0.3});
  CHECK(values(images.write("data.txt", run_of_frames("\x33"))) == Numbers{0.2});
}

TEST_CASE("a list: files relative to it, classes or numbers, identifiers of a column") {
  const Images images;
  images.add("x/one.pgm", map(1));
  images.add("two.pgm", map(2));
  images.add("list.csv", "artery,file,patient,label\nRCA,two.pgm,P7,0.5\nLCA,x/one.pgm,P8,1.5\n");
  const std::string list = images.root() + "/list.csv";
  const auto source = open_source(list, {.id_column = "patient", .targets = {"artery"}});
  CHECK(source->info().class_names == Names{"LCA", "RCA"});
  CHECK(source->info().target_names == Names{"artery"});
  const auto records = source->next(9);
  CHECK(records.x == Numbers{0.2, 0.1});
  CHECK(records.y == Numbers{1, 0});
  CHECK(records.ids == Names{"P7", "P8"});
  const auto numbers = open_source(list, {.id_column = "file"})->next(9);  // the column `label`, numbers
  CHECK(numbers.y == Numbers{0.5, 1.5});
  CHECK(numbers.ids == Names{"two.pgm", "x/one.pgm"});
}

TEST_CASE("a table with a column 'file' is a list only where that names images") {
  const Images images;
  images.add("one.pgm", map(1));
  images.add("table.csv", "file,score\na.wav,3\n");
  CHECK(values(images.root() + "/table.csv", {.id_column = "file"}) == Numbers{3});
  images.add("table.csv", "file,score\none.pgm,3\n");
  CHECK(values(images.root() + "/table.csv", {.id_column = "file", .features = {"score"}}) == Numbers{3});
}

TEST_CASE("a list with holes is refused with row and column, and a missing file by name") {
  const Images images;
  images.add("one.pgm", map(1));
  images.add("data.csv", "file,label\none.pgm,A\none.pgm,\n");
  CHECK(image_refusal<DataError>(images.root() + "/data.csv")
            .find("row 3, column 'label': the value is missing") != std::string::npos);
  images.add("data.csv", "file,label\none.pgm,A\nnone.pgm,B\n");
  CHECK(image_refusal<IoError>(images.root() + "/data.csv").find("none.pgm: cannot be read: No such file") !=
        std::string::npos);
  CHECK(image_refusal<UsageError>(images.root() + "/data.csv", {.targets = {"lable"}})
            .find("there are 'file', 'label'") != std::string::npos);
}

TEST_CASE("frames of a run: the middle one, one by number, all of them") {
  const Images images;
  images.add("A/run", run_of_frames("\x00\x33\x66\x99"s));
  images.add("B/one", run_of_frames("\xFF"s, "1.2.4"));
  const auto with = [&](FrameChoice choice) { return values(images.root(), {.images = {.frames = choice}}); };
  CHECK(with({}) == Numbers{0.4, 1});  // frame 3 of 4
  CHECK(with({FrameChoice::Kind::all}) == Numbers{0, 0.2, 0.4, 0.6, 1});
  CHECK(with({FrameChoice::Kind::one, 1}) == Numbers{0, 1});
  CHECK(image_refusal<DataError>(images.root(), {.images = {.frames = {FrameChoice::Kind::one, 2}}}) ==
        "data.set/B/one: has 1 frame, so no frame 2");
  const SourceOptions all{.id_column = "uid", .images = {.frames = {FrameChoice::Kind::all}}};
  const auto source = open_source(images.root(), all);
  source->seek(2);
  const auto records = source->next(9);
  CHECK(records.ids == Names{"1.2.3#3", "1.2.3#4", "1.2.4"});
  CHECK(records.y == Numbers{0, 0, 1});
}

TEST_CASE("other identifiers than the SOP Instance UID where there is none") {
  const TwoClasses images;
  CHECK(image_refusal<DataError>(images.root(), {.id_column = "uid"}) ==
        "data.set/LCA/b.pgm: has no SOP Instance UID; name the records with --id-column file");
  CHECK(image_refusal<UsageError>(images.root(), {.id_column = "patient"})
            .find("'file', 'uid' (DICOM), 'row'") != std::string::npos);
}

TEST_CASE("images of different sizes need --size, which cuts and resizes them") {
  const Images images;
  images.add("a.pgm", "P2 4 2 10 9 0 4 9  9 2 2 9\n");
  images.add("b.pgm", "P2 3 3 10 1 1 1  1 1 1  1 1 1\n");
  CHECK(image_refusal<DataError>(images.root())
            .find("b.pgm: is an image of 3x3 where those before it have 2x2") != std::string::npos);
  CHECK(values(images.root(), {.images = {.width = 1, .height = 1}}) == Numbers{0.2, 0.1});
  const auto source = open_source(images.root(), {.images = {.width = 4, .height = 2}});
  CHECK(source->info().x.shape == Shape{2, 4, 1});
  CHECK(source->next(1).x == Numbers{0.9, 0, 0.4, 0.9, 0.9, 0.2, 0.2, 0.9});
}

TEST_CASE("copies follow their frame, moved and exposed before they are standardised") {
  const Images images;
  images.add("A/a.pgm", "P2 2 2 10 1 3  1 3\n");
  images.add("B/b.pgm", "P2 2 2 10 2 2  2 2\n");
  SourceOptions options{.id_column = "file"};
  options.images.copies = 2;
  options.images.distort = [](std::uint64_t frame, std::uint32_t copy) {
    return Distortion{.right = frame == 0 && copy == 1 ? -0.5 : 0,
                      .gain = copy == 2 ? 2.0 + static_cast<double>(frame) : 1};
  };
  const auto source = open_source(images.root(), options);
  CHECK(source->info().records == 6);
  const auto records = source->next(9);
  CHECK(records.ids == Names{"A/a.pgm", "A/a.pgm+1", "A/a.pgm+2", "B/b.pgm", "B/b.pgm+1", "B/b.pgm+2"});
  CHECK(records.y == Numbers{0, 0, 0, 1, 1, 1});
  CHECK(Numbers(records.x.begin(), records.x.begin() + 12) ==
        Numbers{0.1, 0.3, 0.1, 0.3, 0.3, 0.3, 0.3, 0.3, 0.2, 0.6, 0.2, 0.6});
  CHECK(records.x.back() == doctest::Approx(0.6));
  source->seek(4);
  CHECK(source->next(1).ids == Names{"B/b.pgm+1"});
  options.images.standardise = true;  // a gain then no longer shows, up to the 1e-6
  const auto standardised = open_source(images.root(), options)->next(3).x;
  for (std::size_t i = 0; i < 4; ++i) CHECK(std::abs(standardised[8 + i] - standardised[i]) < 1e-4);
  CHECK(standardised[0] == doctest::Approx(-0.1 / (0.1 + 1e-6)));
}

TEST_CASE("a bad file is refused by name, or left out with a warning") {
  const TwoClasses images;
  images.add("LCA/c.txt", "notes");
  images.add("RCA/b.pgm", "P5 9 9 255\n?");
  CHECK(image_refusal<UnsupportedError>(images.root()) ==
        "data.set/LCA/c.txt: is no PNG, PGM or DICOM; save the image as PNG");
  Names warnings;
  SourceOptions options;
  options.images.skip_bad = true;
  options.images.warn = [&](const std::string& warning) {
    warnings.push_back(warning.substr(warning.find("data.")));
  };
  CHECK(values(images.root(), options) == Numbers{0.2, 0.1, 0.5});
  CHECK(warnings == Names{"data.set/LCA/c.txt: is no PNG, PGM or DICOM; save the image as PNG; left out",
                          "data.set/RCA/b.pgm: ends early: its header announces 9x9 pixels; left out"});
}

TEST_CASE("folders that are no set of images are refused") {
  const Images images;
  CHECK(image_refusal<DataError>(images.root()) == "data.set: holds no files");
  images.add("A/a.pgm", map(1));
  images.add("b.pgm", map(1));
  CHECK(image_refusal<DataError>(images.root())
            .starts_with("data.set: holds the file 'b.pgm' beside the folder 'A'"));
  const Images bad;
  bad.add("A/a.txt", "notes");
  SourceOptions options;
  options.images.skip_bad = true;
  CHECK(image_refusal<DataError>(bad.root(), options) ==
        "data.set: none of its files can be read as an image");
}

TEST_CASE("options of tables do not apply to images, nor those of images to tables") {
  const TwoClasses images;
  const auto with = [&](const SourceOptions& options) {
    return image_refusal<UsageError>(images.root(), options);
  };
  CHECK(
      with({.features = {"a"}}) ==
      "data.set: --features is for a table or HDF5, and this is an image, or a folder or list of them; leave "
      "it out");
  CHECK(with({.targets = {"a"}}).find("folders are their classes") != std::string::npos);
  CHECK(with({.text_columns = {"a"}}).find("--text is for a table") != std::string::npos);
  CHECK(with({.labels = "l"}).find("--labels is for IDX") != std::string::npos);
  CHECK(with({.header = false}).find("--no-header is for a table") != std::string::npos);
  CHECK(with({.missing = MissingValues::drop}).find("--missing is for a table") != std::string::npos);
  const std::string table = images.write("data.csv", "a,b\n1,2\n");
  CHECK(image_refusal<UsageError>(table, {.images = {.width = 8, .height = 8}}) ==
        "data.csv: --size is for an image, or a folder or list of them, and this is a table; leave it out");
  CHECK(image_refusal<UsageError>(table, {.images = {.copies = 1}}).find("--augment is for") !=
        std::string::npos);
}
