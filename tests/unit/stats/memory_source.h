#pragma once

#include <algorithm>
#include <string>

#include "he/io/records/records.h"

/// Records held in memory, to compare without files.
class MemorySource : public he::io::RecordSource {
 public:
  MemorySource(std::string name, he::io::DatasetInfo info, he::io::Records all)
      : name_(std::move(name)), info_(std::move(info)), all_(std::move(all)) {
    info_.records = all_.count;
    if (!all_.ids.empty()) info_.ids = he::io::IdKind::plain;
  }

  /// One column of x.
  MemorySource(std::string name, std::vector<double> x, std::vector<std::string> ids = {})
      : MemorySource(std::move(name), one_column(), {0, x.size(), x, {}, std::move(ids), {}}) {}

  static he::io::DatasetInfo one_column() {
    he::io::DatasetInfo info;
    info.x.shape = {1};
    return info;
  }

  const he::io::DatasetInfo& info() const override { return info_; }
  const std::string& name() const override { return name_; }
  void seek(std::size_t first) override { position_ = first; }

  he::io::Records next(std::size_t limit) override {
    he::io::Records block;
    block.first = position_;
    block.count = std::min(limit, all_.count - position_);
    copy(all_.x, block.x, block.count);
    copy(all_.y, block.y, block.count);
    copy(all_.ids, block.ids, block.count);
    position_ += block.count;
    return block;
  }

 private:
  template <class T>
  void copy(const std::vector<T>& from, std::vector<T>& to, std::size_t count) const {
    const std::size_t width = all_.count == 0 ? 0 : from.size() / all_.count;
    for (std::size_t i = position_ * width; i < (position_ + count) * width; ++i) to.push_back(from[i]);
  }

  std::string name_;
  he::io::DatasetInfo info_;
  he::io::Records all_;
  std::size_t position_ = 0;
};
