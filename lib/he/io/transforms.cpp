#include "he/io/transforms.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "he/error.h"
#include "he/io/atomic_file.h"

namespace he::io {
namespace {

using json = nlohmann::ordered_json;

/// A source that hands on what another one reads, with its own info.
class Wrapper : public RecordSource {
 public:
  explicit Wrapper(std::unique_ptr<RecordSource> source)
      : source_(std::move(source)), info_(source_->info()) {}
  const DatasetInfo& info() const override { return info_; }
  const std::string& name() const override { return source_->name(); }
  Records next(std::size_t limit) override { return source_->next(limit); }
  void seek(std::size_t first) override { source_->seek(first); }

 protected:
  std::unique_ptr<RecordSource> source_;
  DatasetInfo info_;
};

/// x·factor + term, number by number of a record.
class Affine final : public Wrapper {
 public:
  Affine(std::unique_ptr<RecordSource> source, std::vector<double> mean, std::vector<double> deviation)
      : Wrapper(std::move(source)), mean_(std::move(mean)), deviation_(std::move(deviation)) {}
  Records next(std::size_t limit) override {
    Records records = source_->next(limit);
    for (std::size_t i = 0; i < records.x.size(); ++i) {
      const std::size_t f = i % mean_.size();
      records.x[i] = (records.x[i] - mean_[f]) / deviation_[f];
    }
    return records;
  }

 private:
  std::vector<double> mean_, deviation_;
};

class Scaled final : public Wrapper {
 public:
  Scaled(std::unique_ptr<RecordSource> source, double factor) : Wrapper(std::move(source)), factor_(factor) {}
  Records next(std::size_t limit) override {
    Records records = source_->next(limit);
    for (double& value : records.x) value *= factor_;
    return records;
  }

 private:
  double factor_;
};

class Padded final : public Wrapper {
 public:
  Padded(std::unique_ptr<RecordSource> source, std::size_t border)
      : Wrapper(std::move(source)), border_(border) {
    Shape& shape = info_.x.shape;
    if (shape.size() != 2 && shape.size() != 3)
      throw UsageError("--pad is for images; the records of " + name() + " have the shape " +
                       to_string(shape));
    inner_row_ = shape[1] * (shape.size() == 3 ? shape[2] : 1);
    edge_ = border * (shape.size() == 3 ? shape[2] : 1);
    rows_ = shape[0];
    shape[0] += 2 * border;
    shape[1] += 2 * border;
  }
  Records next(std::size_t limit) override {
    Records records = source_->next(limit);
    const std::size_t row = inner_row_ + 2 * edge_, size = row * (rows_ + 2 * border_);
    std::vector<double> x(records.count * size, 0.0);
    for (std::size_t r = 0; r < records.count * rows_; ++r) {
      const std::size_t record = r / rows_, line = r % rows_;
      std::copy_n(records.x.begin() + static_cast<std::ptrdiff_t>(r * inner_row_), inner_row_,
                  x.begin() + static_cast<std::ptrdiff_t>(record * size + (line + border_) * row + edge_));
    }
    records.x = std::move(x);
    return records;
  }

 private:
  std::size_t border_, rows_ = 0, inner_row_ = 0, edge_ = 0;
};

class Shard final : public Wrapper {
 public:
  Shard(std::unique_ptr<RecordSource> source, std::size_t i, std::size_t n) : Wrapper(std::move(source)) {
    const std::size_t total = info_.records, granularity = info_.x.layout.record_granularity;
    const auto cut = [&](std::size_t k) { return k == n ? total : total / n * k + total % n * k / n; };
    first_ = (cut(i - 1) + granularity - 1) / granularity * granularity;
    const std::size_t last = i == n ? total : (cut(i) + granularity - 1) / granularity * granularity;
    info_.records = std::max(first_, std::min(last, total)) - first_;
    seek(0);
  }
  Records next(std::size_t limit) override {
    Records records;
    if (position_ < info_.records) records = source_->next(std::min(limit, info_.records - position_));
    records.first = position_;
    position_ += records.count;
    return records;
  }
  void seek(std::size_t first) override {
    if (first < info_.records) source_->seek(first_ + first);
    position_ = first;
  }

 private:
  std::size_t first_ = 0, position_ = 0;
};

std::vector<double> numbers(const json& object, const std::string& key, const std::string& path) {
  try {
    return object.at(key).get<std::vector<double>>();
  } catch (const json::exception&) {
    throw DataError(path + ": has no list of numbers '" + key +
                    "'; it should be a file that --standardise wrote");
  }
}

}  // namespace

std::unique_ptr<RecordSource> scaled(std::unique_ptr<RecordSource> source, double factor) {
  return std::make_unique<Scaled>(std::move(source), factor);
}

std::unique_ptr<RecordSource> padded(std::unique_ptr<RecordSource> source, std::size_t border) {
  return std::make_unique<Padded>(std::move(source), border);
}

Standardisation read_standardisation(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw IoError(path + ": cannot be read");
  const json object = json::parse(file, nullptr, false);
  if (!object.is_object())
    throw DataError(path + ": is not JSON; it should be a file that --standardise wrote");
  Standardisation result;
  result.mean = numbers(object, "mean", path);
  result.deviation = numbers(object, "deviation", path);
  if (object.contains("feature_names") && object["feature_names"].is_array())
    for (const json& name : object["feature_names"])
      if (name.is_string()) result.feature_names.push_back(name.get<std::string>());
  if (result.mean.size() != result.deviation.size())
    throw DataError(path + ": has more means than deviations, or fewer");
  for (double deviation : result.deviation)
    if (!(deviation > 0)) throw DataError(path + ": holds a deviation that is not positive");
  return result;
}

void write_standardisation(const std::string& path, const Standardisation& standardisation) {
  json object;
  object["feature_names"] = standardisation.feature_names;
  object["mean"] = standardisation.mean;
  object["deviation"] = standardisation.deviation;
  AtomicFile file(path, Privacy::owner_only);  // means of patients
  file.write(object.dump(2) + "\n");
  file.commit();
}

std::unique_ptr<RecordSource> standardised(std::unique_ptr<RecordSource> source,
                                           const Standardisation& standardisation) {
  const DatasetInfo& info = source->info();
  const std::size_t features = element_count(info.x.shape);
  if (standardisation.mean.size() != features)
    throw DataError(source->name() + ": has " + std::to_string(features) +
                    " numbers a record; the standardisation is for " +
                    std::to_string(standardisation.mean.size()));
  if (!info.feature_names.empty() && !standardisation.feature_names.empty() &&
      info.feature_names != standardisation.feature_names) {
    const auto [mine, theirs] =
        std::mismatch(info.feature_names.begin(), info.feature_names.end(),
                      standardisation.feature_names.begin(), standardisation.feature_names.end());
    throw DataError(source->name() + ": column '" + (mine == info.feature_names.end() ? "" : *mine) +
                    "' stands where the standardisation has '" +
                    (theirs == standardisation.feature_names.end() ? "" : *theirs) + "'");
  }
  return std::make_unique<Affine>(std::move(source), standardisation.mean, standardisation.deviation);
}

std::unique_ptr<RecordSource> shard(std::unique_ptr<RecordSource> source, std::size_t i, std::size_t n) {
  return std::make_unique<Shard>(std::move(source), i, n);
}

}  // namespace he::io
