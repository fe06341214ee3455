#include "he/sim/angiogram_output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "he/error.h"
#include "he/io/bytes/atomic_file.h"
#include "he/io/bytes/descriptor.h"
#include "he/io/files/record_output.h"
#include "he/io/images/png.h"
#include "he/sim/angiogram_records.h"

namespace he::sim {
namespace {

namespace fs = std::filesystem;

class DatasetOutput final : public AngiogramOutput {
 public:
  DatasetOutput(const std::string& path, std::size_t images, int size)
      : output_(io::open_record_output(path, angiogram_info(images, size))) {}
  void write(std::span<const Angiogram> angiograms, std::size_t first) override {
    output_->write(angiogram_records(angiograms, first));
  }
  void set_provenance(const std::string& json) override { output_->set_provenance(json); }
  void prepare() override { output_->prepare(); }
  void publish() override { output_->publish(); }
  void settle() noexcept override { output_->settle(); }

 private:
  std::unique_ptr<io::RecordOutput> output_;
};

std::vector<std::uint8_t> bytes_of(const std::vector<float>& pixels) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(pixels.size());
  for (const float pixel : pixels) bytes.push_back(static_cast<std::uint8_t>(pixel * 255 + .5f));
  return bytes;
}

/// Fills a folder beside the one to be, and renames it.
class FolderOutput final : public AngiogramOutput {
 public:
  FolderOutput(fs::path path, int size) : path_(std::move(path)), size_(static_cast<std::size_t>(size)) {
    std::error_code error;
    if (fs::exists(path_, error) && !fs::is_empty(path_, error))
      throw UsageError(path_.string() + ": is there and not empty; name a new folder");
    was_there_ = fs::exists(path_, error);
    temporary_ = path_.parent_path() / fmt::format(".{}.he-tmp.{}", path_.filename().string(), getpid());
    for (const Artery artery : {Artery::left, Artery::right})
      if (!fs::create_directories(temporary_ / name_of(artery), error)) {
        withdraw();
        throw IoError(path_.string() + ": cannot be made: " + error.message());
      }
  }
  ~FolderOutput() override { withdraw(); }
  FolderOutput(const FolderOutput&) = delete;
  FolderOutput& operator=(const FolderOutput&) = delete;

  void write(std::span<const Angiogram> angiograms, std::size_t first) override {
    for (const Angiogram& angiogram : angiograms) {
      const fs::path file = temporary_ / name_of(angiogram.artery) / (angiogram_id(first++) + ".png");
      io::write_png(file.string(), size_, size_, 1, bytes_of(angiogram.pixels));
    }
  }
  void set_provenance(const std::string&) override {}
  void prepare() override {}  // every file of it is on disk
  void publish() override {
    std::error_code error;
    fs::rename(temporary_, path_, error);  // over an empty folder, too
    published_ = !error;
    if (!error) error = {io::sync_folder_of(path_.string()), std::system_category()};
    if (error) throw IoError(path_.string() + ": cannot be made: " + error.message());
  }
  void settle() noexcept override { temporary_.clear(); }

 private:
  /// Leaves what was there: nothing, or an empty folder.
  void withdraw() noexcept {
    std::error_code ignored;
    if (!temporary_.empty()) fs::remove_all(published_ ? path_ : temporary_, ignored);
    if (!temporary_.empty() && published_ && was_there_) fs::create_directory(path_, ignored);
  }

  fs::path path_, temporary_;
  std::size_t size_;
  bool was_there_ = false;
  bool published_ = false;
};

const char* name_of(Dominance dominance) {
  return dominance == Dominance::right ? "right" : dominance == Dominance::co ? "co" : "left";
}

class TableOutput final : public AngiogramOutput {
 public:
  explicit TableOutput(const std::string& path) : file_(path) {
    file_.write("id,artery,view,primary_angle,secondary_angle,dominance,subtracted,access\n");
  }
  void write(std::span<const Angiogram> angiograms, std::size_t first) override {
    for (const Angiogram& a : angiograms)
      file_.write(fmt::format("{},{},{},{:.2f},{:.2f},{},{},{}\n", angiogram_id(first++),
                              sim::name_of(a.artery), kCArmViews[a.view].name, a.primary, a.secondary,
                              name_of(a.dominance), a.subtracted ? 1 : 0, a.femoral ? "femoral" : "radial"));
  }
  void set_provenance(const std::string&) override {}
  void prepare() override { file_.prepare(); }
  void publish() override { file_.publish(); }
  void settle() noexcept override { file_.settle(); }

 private:
  io::AtomicFile file_;
};

}  // namespace

std::unique_ptr<AngiogramOutput> open_angiogram_output(const std::string& path, std::size_t images,
                                                       int size) {
  std::error_code ignored;  // opening it will tell
  if (path.ends_with('/') || fs::is_directory(path, ignored)) {
    const fs::path folder = fs::absolute(path.substr(0, path.find_last_not_of('/') + 1)).lexically_normal();
    return std::make_unique<FolderOutput>(folder, size);
  }
  if (io::format_of(path, io::Format::hdf5) == io::Format::csv)
    throw UsageError(path +
                     ": images do not go into CSV; name the output .h5, or a folder with / at its end");
  return std::make_unique<DatasetOutput>(path, images, size);
}

std::unique_ptr<AngiogramOutput> open_angiogram_table(const std::string& path) {
  return std::make_unique<TableOutput>(path);
}

}  // namespace he::sim
