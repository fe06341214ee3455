#include "he/io/images/dicom.h"

#include "io/dicom_sample.h"
#include "io/table_files.h"

using he::DataError;
using he::UnsupportedError;
using he::io::DicomFile;
using he::io::Image;
using he::io::test::DicomSample;
using he::io::test::element;
using he::io::test::little_endian;
using he::io::test::read_bytes;
using he::io::test::real_file;
using he::io::test::refusal;
using namespace std::string_literals;

using Pixels = std::vector<double>;

namespace {

constexpr double kGrain = 1.0 / 65535;  // shades are 16 bits deep

Image frame(const std::string& bytes, std::size_t index = 0) {
  return DicomFile(bytes, "data.dcm").frame(index);
}

void check(const DicomSample& sample, const Pixels& expected) {
  const Image image = frame(sample.file());
  REQUIRE(image.pixels.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(std::abs(image.pixels[i] - expected[i]) < kGrain);
}

template <typename Refusal>
std::string dicom_refusal(const std::string& bytes) {
  return refusal<Refusal>([&] { frame(bytes); });
}

std::string window(const std::string& centre, const std::string& width) {
  return element(0x28, 0x1050, "DS", centre) + element(0x28, 0x1051, "DS", width);
}

std::string words(const std::vector<int>& values) {
  std::string bytes;
  for (int value : values) bytes += little_endian(static_cast<std::uint32_t>(value), 2);
  return bytes;
}

/// Mean, deviation and four pixels, as pydicom and numpy have them.
struct Expected {
  double mean, deviation, first, middle, third, last;
};

void check_statistics(const Image& image, const Expected& expected) {
  constexpr double tolerance = 2 * kGrain;
  double sum = 0, squares = 0;
  for (double x : image.pixels) sum += x, squares += x * x;
  const double count = static_cast<double>(image.pixels.size()), mean = sum / count;
  const auto at = [&](std::size_t y, std::size_t x) { return image.pixels[y * image.width + x]; };
  CHECK(std::abs(mean - expected.mean) < tolerance);
  CHECK(std::abs(std::sqrt(squares / count - mean * mean) - expected.deviation) < tolerance);
  CHECK(std::abs(at(0, 0) - expected.first) < tolerance);
  CHECK(std::abs(at(image.height / 2, image.width / 2) - expected.middle) < tolerance);
  CHECK(std::abs(at(image.height / 3, image.width / 4) - expected.third) < tolerance);
  CHECK(std::abs(at(image.height - 1, image.width - 2) - expected.last) < tolerance);
}

}  // namespace

TEST_CASE("a window maps its ends to 0 and 1 (PS3.3 C.11.2.1.2)") {
  // Centre 100, width 51: from 99.5 − 25 = 74.5 to 124.5; 87 lies a quarter in.
  check({.columns = 4, .shades = window("100", "51"), .pixels = "\x40\x57\x70\xC8"s}, {0, 0.25, 0.75, 1});
}

TEST_CASE("the modality's rescaling comes before the window; pixels may be signed") {
  const std::string shades =
      window("50.5", "101") + element(0x28, 0x1052, "DS", "-1000") + element(0x28, 0x1053, "DS", "2");
  // 2·x − 1000 of 500, 525, 550 is 0, 50, 100.
  check({.columns = 3, .bits = 16, .stored = 16, .shades = shades, .pixels = words({500, 525, 550})},
        {0, 0.5, 1});
  check({.columns = 3,
         .bits = 16,
         .stored = 16,
         .is_signed = true,
         .shades = window("0.5", "101"),
         .pixels = words({-50, 0, 50})},
        {0, 0.5, 1});
}

TEST_CASE("look-up tables, of the modality and of values of interest") {
  // 4 entries of 16 bits, the first for pixel 0 (PS3.3 C.11.1.1.1).
  const auto table = [](std::uint16_t sequence, const std::vector<int>& entries) {
    const std::string lut =
        element(0x28, 0x3002, "US", words({4, 0, 16})) + element(0x28, 0x3006, "US", words(entries));
    return element(0x28, sequence, "SQ",
                   "\xFE\xFF\x00\xE0"s + little_endian(static_cast<std::uint32_t>(lut.size()), 4) + lut);
  };
  const std::string pixels = "\0\1\2\3"s;
  check({.columns = 4, .shades = table(0x3010, {0, 13107, 52428, 65535}), .pixels = pixels},
        {0, 0.2, 0.8, 1});
  check({.columns = 4, .shades = window("100.5", "201") + table(0x3000, {0, 100, 200, 50}), .pixels = pixels},
        {0, 0.5, 1, 0.25});
}

TEST_CASE("without a window, the 0.5 and 99.5 percentiles are 0 and 1") {
  // 0 … 200 in steps of 1: the percentiles are 1 and 199.
  std::vector<int> values;
  Pixels expected;
  for (int i = 0; i <= 200; ++i) {
    values.push_back(1000 + i * 7 % 201);
    expected.push_back(std::clamp((i * 7 % 201 - 1) / 198.0, 0.0, 1.0));
  }
  check({.columns = 201, .bits = 16, .stored = 12, .pixels = words(values)}, expected);
  check({.columns = 2, .pixels = "\x05\x05"s}, {0, 0});  // no range at all
}

TEST_CASE("MONOCHROME1 is inverted") {
  check(
      {.photometric = "MONOCHROME1", .columns = 3, .shades = window("128", "256"), .pixels = "\x00\x33\xFF"s},
      {1, 0.8, 0});
}

TEST_CASE("angiograms end with dark vessels, whichever sign their intensity has") {
  // Sign −1: high values stand for little radiation (PS3.3 C.8.7.1.1.2), so for vessels.
  const std::string minus = little_endian(0xFFFF, 2), plus = little_endian(1, 2);
  DicomSample sample{.modality = "XA", .columns = 2, .pixels = "\x33\xFF"s};
  sample.shades = element(0x28, 0x1041, "SS", minus) + window("128", "256");
  check(sample, {0.8, 0});
  sample.shades = element(0x28, 0x1041, "SS", plus) + window("128", "256");
  check(sample, {0.2, 1});
  sample.photometric = "MONOCHROME1";
  check(sample, {0.2, 1});
  sample.shades = element(0x28, 0x1041, "SS", minus) + window("128", "256");
  check(sample, {0.8, 0});
  sample = {.modality = "CR",
            .columns = 2,
            .shades = element(0x28, 0x1041, "SS", minus) + window("128", "256"),
            .pixels = "\x33\xFF"s};
  check(sample, {0.2, 1});  // no angiogram
}

TEST_CASE("RLE is decoded") {
  // PS3.5 annex G: one segment from byte 64; FD: the next byte four times, 01: two bytes as they are.
  std::string header = little_endian(1, 4) + little_endian(64, 4);
  header.resize(64, '\0');
  DicomSample sample{.syntax = "1.2.840.10008.1.2.5", .columns = 6, .shades = window("128", "256")};
  sample.encoded = header + "\xFD\x33\x01\x66\xFF"s;
  check(sample, {0.2, 0.2, 0.2, 0.2, 0.4, 1});
}

TEST_CASE("a file that brings the library down is refused, and the program goes on") {
  // The segment of RLE begins far behind the file: DCMTK 3.6.7 reads there.
  std::string header = little_endian(1, 4) + little_endian(0xF0000040, 4);
  header.resize(64, '\0');
  DicomSample sample{
      .syntax = "1.2.840.10008.1.2.5", .columns = 6, .encoded = header + "\xFD\x33\x01\x66\xFF"};
  CHECK(dicom_refusal<DataError>(sample.file()) ==
        "data.dcm: damaged DICOM file: the DICOM library fails on it");
}

TEST_CASE("baseline JPEG is decoded") {
  // 8x8 pixels of 102, by Pillow's (libjpeg's) encoder: an image without detail survives it as it is.
  const std::string hex =
      "ffd8ffdb004300100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738"
      "506d51"
      "575f626768673e4d71797064785c656763ffc0000b080008000801011100ffc400140001000000000000000000000000000000"
      "04ffc4"
      "0014100100000000000000000000000000000000ffda0008010100003f0013ffd9";
  DicomSample sample{
      .syntax = "1.2.840.10008.1.2.4.50", .rows = 8, .columns = 8, .shades = window("128", "256")};
  for (std::size_t i = 0; i < hex.size(); i += 2)
    sample.encoded += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  check(sample, Pixels(64, 0.4));
}

TEST_CASE("compressions that are not read are refused by name, and so is what holds no image") {
  const auto compressed = [](const std::string& syntax) {
    return dicom_refusal<UnsupportedError>(DicomSample{.syntax = syntax, .encoded = "abcd"}.file());
  };
  CHECK(compressed("1.2.840.10008.1.2.4.90").starts_with("data.dcm: is DICOM compressed as JPEG 2000"));
  CHECK(compressed("1.2.840.10008.1.2.4.91").find("JPEG 2000") != std::string::npos);
  CHECK(compressed("1.2.840.10008.1.2.4.80").find("JPEG-LS") != std::string::npos);
  CHECK(compressed("1.2.840.10008.1.2.4.81").find("JPEG-LS") != std::string::npos);
  std::string report = DicomSample{}.file();
  report.resize(report.size() - 12);  // the element of the pixels
  CHECK(dicom_refusal<UnsupportedError>(report) == "data.dcm: is DICOM without an image");
}

TEST_CASE("a file that ends early is refused, wherever it ends") {
  const std::string whole =
      DicomSample{.columns = 4, .shades = window("128", "256"), .pixels = "abcd"}.file();
  CHECK(dicom_refusal<DataError>(whole) == "");
  for (std::size_t size = 132; size < whole.size(); size += 3) {
    const std::string sentence = dicom_refusal<DataError>(whole.substr(0, size));
    CHECK(sentence.starts_with("data.dcm: "));
    CHECK(sentence.find("JOHN") == std::string::npos);
  }
}

TEST_CASE("pixels that are fewer than announced are refused") {
  CHECK(dicom_refusal<DataError>(DicomSample{.rows = 100, .columns = 100, .pixels = "abcd"}.file()) != "");
  CHECK(dicom_refusal<DataError>(DicomSample{.rows = 60000, .columns = 60000, .pixels = "abcd"}.file())
            .find("at most") != std::string::npos);
  CHECK(dicom_refusal<DataError>(DicomSample{.frames = "2000000000", .pixels = "a"}.file()).find("frames") !=
        std::string::npos);
}

TEST_CASE("the number of frames, the identifier, files without preamble") {
  CHECK(DicomFile(DicomSample{.pixels = "a"}.file(), "data.dcm").frames() == 1);
  CHECK(DicomFile(DicomSample{.frames = "2", .pixels = "ab"}.file(), "data.dcm").frames() == 2);
  CHECK(DicomFile(DicomSample{.uid = "1.2.840.1", .pixels = "a"}.file(), "data.dcm").uid() == "1.2.840.1");
  CHECK(he::io::is_dicom(DicomSample{}.file()));
  CHECK(he::io::is_dicom("\x08\0\0\0\x04\0\0\0"s));
  CHECK_FALSE(he::io::is_dicom("file,label\n"s));
}

// Of public test files. The expected numbers are pydicom's pixels, numpy's arithmetic (percentiles for CT,
// the file's window for the others); GDCM decodes the run's frames to the same bytes.
TEST_CASE("CT with signed pixels, MR, a chest radiograph and an angiographic run") {
  if (real_file("dicom").empty()) return;
  const auto read = [](const char* name, std::size_t index = 0) {
    return frame(read_bytes(real_file("dicom/"s + name)), index);
  };
  check_statistics(read("CT_small.dcm"), {0.450465, 0.229828, 0.007290, 1.000000, 0.591130, 0.450182});
  check_statistics(read("MR_small.dcm"), {0.443378, 0.239285, 0.691057, 0.238899, 0.417136, 0.831144});
  check_statistics(read("CR-MONO1-10-chest"), {0.546570, 0.156885, 1.000000, 0.758553, 0.376344, 0.780059});
  const char* run = "XA_phantom_8frames.dcm";
  check_statistics(read(run, 0), {0.400868, 0.111890, 6 / 255.0, 108 / 255.0, 118 / 255.0, 18 / 255.0});
  check_statistics(read(run, 4), {0.400673, 0.111615, 5 / 255.0, 116 / 255.0, 115 / 255.0, 12 / 255.0});
  check_statistics(read(run, 7), {0.400928, 0.111815, 6 / 255.0, 122 / 255.0, 112 / 255.0, 7 / 255.0});
  CHECK(dicom_refusal<DataError>(read_bytes(real_file("dicom/MR_truncated.dcm"))) ==
        "data.dcm: the DICOM file is damaged or ends early");
}
