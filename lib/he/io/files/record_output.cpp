#include "he/io/files/record_output.h"

#include <filesystem>

#include "he/error.h"
#include "he/io/files/dataset_writer.h"
#include "he/io/tables/csv_writer.h"

namespace he::io {
namespace {

class Hdf5Output final : public RecordOutput {
 public:
  Hdf5Output(const std::string& path, const DatasetInfo& info, Privacy privacy)
      : writer_(path, info, privacy) {}
  void write(const Records& records) override { writer_.write(records); }
  void set_provenance(const std::string& json) override { writer_.set_provenance(json); }
  void prepare() override { writer_.prepare(); }
  void publish() override { writer_.publish(); }
  void settle() noexcept override { writer_.settle(); }

 private:
  DatasetWriter writer_;
};

class CsvOutput final : public RecordOutput {
 public:
  CsvOutput(const std::string& path, const DatasetInfo& info, const RecordOutputOptions& options)
      : file_(path, options.privacy),
        writer_([this](std::string_view text) { file_.write(text); }, info, options.digits) {}
  void write(const Records& records) override { writer_.write(records); }
  void set_provenance(const std::string&) override {}
  void prepare() override { file_.prepare(); }
  void publish() override { file_.publish(); }
  void settle() noexcept override { file_.settle(); }

 private:
  AtomicFile file_;
  CsvWriter writer_;
};

}  // namespace

Format format_of(const std::string& path, Format otherwise) {
  const std::string extension = std::filesystem::path(path).extension();
  if (extension == ".csv") return Format::csv;
  if (extension == ".h5" || extension == ".hdf5" || extension == ".he") return Format::hdf5;
  return otherwise;
}

std::unique_ptr<RecordOutput> open_record_output(const std::string& path, const DatasetInfo& info,
                                                 const RecordOutputOptions& options) {
  if (format_of(path, options.standard_format) == Format::hdf5)
    return std::make_unique<Hdf5Output>(path, info, options.privacy);
  if (!info.scheme.plain())
    throw UsageError(
        path + ": encrypted numbers do not go into CSV; name the output .h5, and decrypt it with he-decrypt");
  return std::make_unique<CsvOutput>(path, info, options);
}

}  // namespace he::io
