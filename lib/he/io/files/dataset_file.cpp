#include "he/io/files/dataset_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "he/error.h"
#include "he/io/files/field.h"
#include "he/io/files/header.h"
#include "he/io/hdf5/untrusted.h"

namespace he::io {
namespace {

/// Names of the values of a record. Images and the like have names only where every value has one.
std::vector<std::string> read_names(const h5::File& file, const std::string& path, const Shape& of) {
  if (!file.has_dataset(path)) return {};
  std::vector<std::string> names = file.dataset(path).read_strings();
  if (names.size() == element_count(of)) return names;
  if (of.size() > 1) return {};
  throw DataError(fmt::format("{}: /{} has {} names for {} values in a record", file.where(), path,
                              names.size(), element_count(of)));
}

class DatasetFile : public RecordSource {
 public:
  explicit DatasetFile(h5::File file);

  const DatasetInfo& info() const override { return info_; }
  const std::string& name() const override { return file_.file_name(); }
  Records next(std::size_t limit) override;
  void seek(std::size_t first) override;

 private:
  std::vector<double> read_field(const h5::Dataset& dataset, const Field& field, std::size_t count) const;
  void open_targets();
  void open_ids();
  void read_text();
  double read_expected_error() const;
  void require_records(const h5::Dataset& dataset, std::size_t records) const;
  std::vector<std::string> read_plain_ids(std::size_t count) const;

  h5::File file_;
  DatasetInfo info_;
  std::optional<h5::Dataset> x_, y_, ids_;
  std::size_t position_ = 0;
};

DatasetFile::DatasetFile(h5::File file) : file_(std::move(file)) {
  const std::string kind = require_kind(file_, {"dataset", "predictions"});
  info_.kind = kind == "dataset" ? DatasetKind::dataset : DatasetKind::predictions;
  info_.scheme = read_scheme(file_);
  x_ = file_.dataset(info_.kind == DatasetKind::dataset ? "x" : "y_hat");
  const Extents extents = read_extents(*x_, info_.scheme.plain());
  info_.x = extents.field;
  info_.records = extents.records;
  if (info_.kind == DatasetKind::dataset && file_.has_dataset("y")) open_targets();
  if (file_.has_dataset("ids")) open_ids();
  read_text();
}

void DatasetFile::require_records(const h5::Dataset& dataset, std::size_t records) const {
  if (records != info_.records)
    throw DataError(
        fmt::format("{} has {} records, but {} has {}", dataset.where(), records, x_->path(), info_.records));
}

void DatasetFile::open_targets() {
  y_ = file_.dataset("y");
  const Extents extents = read_extents(*y_, info_.scheme.plain());
  require_records(*y_, extents.records);
  if (extents.field.layout.record_granularity != info_.x.layout.record_granularity)
    throw DataError(y_->where() + " groups its records otherwise than " + x_->path());
  info_.y = extents.field;
}

void DatasetFile::open_ids() {
  ids_ = file_.dataset("ids");
  const Shape shape = ids_->shape();
  const bool sealed = shape.size() == 2 && ids_->element() == h5::Element::byte;
  if (!sealed && shape.size() != 1)
    throw DataError(fmt::format("{} has the extents {}, where one identifier a record was expected",
                                ids_->where(), to_string(shape)));
  ids_->require(ids_->element() == h5::Element::text ? h5::Element::text : h5::Element::number);
  require_records(*ids_, shape[0]);
  info_.ids = sealed ? IdKind::sealed : IdKind::plain;
  info_.sealed_id_bytes = sealed ? shape[1] : 0;
}

void DatasetFile::read_text() {
  const bool predictions = info_.kind == DatasetKind::predictions;
  if (predictions)
    info_.target_names = read_names(file_, "target_names", info_.x.shape);
  else
    info_.feature_names = read_names(file_, "feature_names", info_.x.shape);
  if (info_.y) info_.target_names = read_names(file_, "target_names", info_.y->shape);
  info_.class_names = read_texts(file_, "class_names");
  if (file_.has_attribute("model_fingerprint"))
    info_.model_fingerprint = file_.attribute_string("model_fingerprint");
  if (file_.has_attribute("expected_error")) info_.expected_error = read_expected_error();
  if (!file_.has_dataset("provenance")) return;
  const std::vector<std::string> provenance = file_.dataset("provenance").read_strings();
  if (!provenance.empty()) info_.provenance = provenance.front();
}

double DatasetFile::read_expected_error() const {
  const Array error = file_.attribute_numbers("expected_error");
  if (error.values.size() != 1 || !(error.values[0] >= 0 && error.values[0] <= 1))
    throw DataError(file_.where() + ": attribute 'expected_error' is not one number from 0 to 1");
  return error.values[0];
}

void DatasetFile::seek(std::size_t first) {
  if (first > info_.records || first % info_.x.layout.record_granularity != 0)
    throw DataError(
        fmt::format("{}: reading cannot begin at record {} of {}", name(), first + 1, info_.records));
  position_ = first;
}

Records DatasetFile::next(std::size_t limit) {
  const std::size_t granularity = info_.x.layout.record_granularity;
  const std::size_t left = info_.records - position_;
  if (limit < left && limit % granularity != 0)
    throw DataError(fmt::format("{}: records are read in multiples of {}", name(), granularity));
  Records records;
  records.first = position_;
  records.count = std::min(limit, left);
  if (records.count == 0) return records;
  records.x = read_field(*x_, info_.x, records.count);
  if (y_) records.y = read_field(*y_, *info_.y, records.count);
  if (info_.ids == IdKind::plain) records.ids = read_plain_ids(records.count);
  if (info_.ids == IdKind::sealed) {
    records.sealed_ids.resize(records.count * info_.sealed_id_bytes);
    ids_->read_rows(position_, records.count, records.sealed_ids.data());
  }
  position_ += records.count;
  return records;
}

std::vector<double> DatasetFile::read_field(const h5::Dataset& dataset, const Field& field,
                                            std::size_t count) const {
  const std::size_t granularity = field.layout.record_granularity;
  std::vector<double> values(field.layout.numbers(count, field.shape));
  dataset.read_rows(position_ / granularity, field.layout.rows(count), values.data());
  return values;
}

/// Text, or whole numbers as foreign files have them.
std::vector<std::string> DatasetFile::read_plain_ids(std::size_t count) const {
  if (ids_->element() == h5::Element::text) return ids_->read_string_rows(position_, count);
  std::vector<double> numbers(count);
  ids_->read_rows(position_, count, numbers.data());
  std::vector<std::string> ids;
  for (const double number : numbers) ids.push_back(fmt::format("{}", number));
  return ids;
}

}  // namespace

std::unique_ptr<RecordSource> open_dataset_file(const std::string& path, bool allow_virtual) {
  return open_dataset_file(open_untrusted(path, allow_virtual));
}

std::unique_ptr<RecordSource> open_dataset_file(h5::File file) {
  return std::make_unique<DatasetFile>(std::move(file));
}

}  // namespace he::io
