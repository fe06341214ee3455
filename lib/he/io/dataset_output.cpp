#include "he/io/dataset_output.h"

#include <fmt/format.h>

#include "he/error.h"

namespace he::io {

DatasetOutput::DatasetOutput(const std::string& path, const DatasetInfo& info, Privacy privacy) {
  if (path == "-" || path.ends_with(".csv")) {
    file_.emplace(path, privacy);
    csv_.emplace([this](std::string_view text) { file_->write(text); }, info);
  } else if (path.ends_with(".h5") || path.ends_with(".hdf5")) {
    hdf5_.emplace(path, info, privacy);
  } else {
    throw UsageError(fmt::format("{}: the name does not tell the format; end it in .csv or .h5", path));
  }
}

void DatasetOutput::write(const Records& records) {
  if (csv_) {
    csv_->write(records);
  } else {
    hdf5_->write(records);
  }
}

void DatasetOutput::set_provenance(const std::string& json) {
  if (hdf5_) hdf5_->set_provenance(json);
}

void DatasetOutput::commit() {
  if (csv_) {
    file_->commit();
  } else {
    hdf5_->commit();
  }
}

}  // namespace he::io
