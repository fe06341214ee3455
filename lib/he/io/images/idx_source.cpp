#include "he/io/images/idx_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "he/error.h"
#include "he/io/bytes/byte_input.h"
#include "he/io/images/idx_reader.h"

namespace he::io {
namespace {

constexpr std::size_t kMaxClasses = 1000;

/// One whole number per image.
class IdxLabels {
 public:
  IdxLabels(const std::string& path, std::size_t images) : reader_(open_unpacked(path)) {
    if (reader_.record_shape() != Shape{1})
      throw DataError(fmt::format("{}: holds {} values per record where a label is one", reader_.name(),
                                  to_string(reader_.record_shape())));
    if (reader_.records() != images)
      throw DataError(
          fmt::format("{}: holds {} labels for {} images", reader_.name(), reader_.records(), images));
    if (reader_.whole_numbers()) find_classes();
  }

  IdxReader& reader() { return reader_; }
  const std::string& name() const { return reader_.name(); }
  /// Number of classes 0, 1, …; 0 where the labels are not classes.
  std::size_t classes() const { return classes_; }

 private:
  void find_classes() {
    double least = 0, most = 0;
    for (std::size_t left = reader_.records(); left > 0;) {
      const std::size_t count = std::min<std::size_t>(left, 1 << 16);
      for (double label : reader_.next(count)) least = std::min(least, label), most = std::max(most, label);
      left -= count;
    }
    if (least >= 0 && most < kMaxClasses) classes_ = static_cast<std::size_t>(most) + 1;
    reader_.seek(0);
  }

  IdxReader reader_;
  std::size_t classes_ = 0;
};

class IdxSource : public RecordSource {
 public:
  IdxSource(std::unique_ptr<ByteInput> input, const SourceOptions& options)
      : images_(std::move(input)), one_hot_(options.one_hot) {
    info_.records = images_.records();
    info_.x.shape = images_.record_shape();
    if (options.id_column == "row") info_.ids = IdKind::plain;
    if (!options.labels.empty()) add_labels(options.labels);
  }

  const DatasetInfo& info() const override { return info_; }
  const std::string& name() const override { return images_.name(); }

  Records next(std::size_t limit) override {
    Records records;
    records.first = record_;
    records.count = std::min(limit, info_.records - record_);
    records.x = images_.next(records.count);
    if (labels_) records.y = labels_->reader().next(records.count);
    if (one_hot_) spread(records.y);
    for (std::size_t i = 1; info_.ids == IdKind::plain && i <= records.count; ++i)
      records.ids.push_back(std::to_string(record_ + i));
    record_ += records.count;
    return records;
  }

  void seek(std::size_t first) override {
    record_ = std::min(first, info_.records);
    images_.seek(record_);
    if (labels_) labels_->reader().seek(record_);
  }

 private:
  void add_labels(const std::string& path) {
    labels_.emplace(path, info_.records);
    for (std::size_t i = 0; i < labels_->classes(); ++i) info_.class_names.push_back(std::to_string(i));
    if (one_hot_ && labels_->classes() == 0)
      throw DataError(fmt::format("{}: --one-hot takes labels that are whole numbers from 0 to {}",
                                  labels_->name(), kMaxClasses - 1));
    info_.target_names = {"label"};
    if (one_hot_) info_.target_names.clear();
    for (std::size_t i = 0; one_hot_ && i < labels_->classes(); ++i)
      info_.target_names.push_back("label=" + info_.class_names[i]);
    info_.y = Field{{info_.target_names.size()}, {}};
  }

  void spread(std::vector<double>& labels) const {
    const std::size_t classes = labels_->classes();
    std::vector<double> columns(labels.size() * classes);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (!(labels[i] >= 0 && labels[i] < static_cast<double>(classes)))
        throw DataError(labels_->name() +
                        ": the file changed while it was being read; run again when it is complete");
      columns[i * classes + static_cast<std::size_t>(labels[i])] = 1;
    }
    labels = std::move(columns);
  }

  IdxReader images_;
  std::optional<IdxLabels> labels_;
  bool one_hot_;
  DatasetInfo info_;
  std::size_t record_ = 0;
};

}  // namespace

std::unique_ptr<RecordSource> open_idx(std::unique_ptr<ByteInput> input, const SourceOptions& options) {
  if (options.one_hot && options.labels.empty())
    throw UsageError(input->name() + ": --one-hot needs labels, named with --labels");
  if (options.labels == "-" && input->name() == "standard input")
    throw UsageError("standard input: cannot hold both images and labels; give one of them as a file");
  return std::make_unique<IdxSource>(std::move(input), options);
}

}  // namespace he::io
