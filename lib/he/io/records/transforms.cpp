#include "he/io/records/transforms.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "he/error.h"
#include "he/io/bytes/atomic_file.h"

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

/// (value − mean)/deviation, number by number of a record.
void standardise(std::vector<double>& values, const std::vector<double>& mean,
                 const std::vector<double>& deviation) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t f = i % mean.size();
    values[i] = (values[i] - mean[f]) / deviation[f];
  }
}

class Standardised final : public Wrapper {
 public:
  Standardised(std::unique_ptr<RecordSource> source, Standardisation standardisation, bool targets)
      : Wrapper(std::move(source)), standardisation_(std::move(standardisation)), targets_(targets) {}
  Records next(std::size_t limit) override {
    Records records = source_->next(limit);
    standardise(records.x, standardisation_.mean, standardisation_.standard_deviation);
    if (targets_)
      standardise(records.y, standardisation_.target_mean, standardisation_.target_standard_deviation);
    return records;
  }

 private:
  Standardisation standardisation_;
  bool targets_;
};

class StandardisedEach final : public Wrapper {
 public:
  explicit StandardisedEach(std::unique_ptr<RecordSource> source) : Wrapper(std::move(source)) {}
  Records next(std::size_t limit) override {
    Records records = source_->next(limit);
    const std::size_t size = element_count(info_.x.shape);
    for (std::size_t i = 0; i < records.count; ++i)
      io::standardise(std::span(records.x).subspan(i * size, size));
    return records;
  }
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

std::vector<std::string> names(const json& object, const std::string& key) {
  std::vector<std::string> result;
  if (object.contains(key) && object[key].is_array())
    for (const json& name : object[key])
      if (name.is_string()) result.push_back(name.get<std::string>());
  return result;
}

void check_deviations(const std::vector<double>& mean, const std::vector<double>& deviation,
                      const std::string& path) {
  if (mean.size() != deviation.size()) throw DataError(path + ": has more means than deviations, or fewer");
  for (double value : deviation)
    if (!(value > 0)) throw DataError(path + ": holds a deviation that is not positive");
}

/// Throws where the numbers of a record, called `what`, are not those of the standardisation.
void require_same(const std::string& file, const std::string& what, std::size_t count,
                  const std::vector<std::string>& mine, std::size_t expected,
                  const std::vector<std::string>& theirs) {
  if (count != expected)
    throw DataError(file + ": has " + std::to_string(count) + " " + what +
                    "s a record; the standardisation is for " + std::to_string(expected));
  if (mine.empty() || theirs.empty() || mine == theirs) return;
  const auto [a, b] = std::mismatch(mine.begin(), mine.end(), theirs.begin(), theirs.end());
  throw DataError(file + ": column '" + (a == mine.end() ? "" : *a) +
                  "' stands where the standardisation has '" + (b == theirs.end() ? "" : *b) + "'");
}

}  // namespace

void standardise(std::span<double> numbers) {
  const double count = static_cast<double>(numbers.size());
  double sum = 0, squares = 0;
  for (double x : numbers) sum += x;
  const double mean = sum / count;
  for (double x : numbers) squares += (x - mean) * (x - mean);
  const double scale = 1 / (std::sqrt(squares / count) + 1e-6);
  for (double& x : numbers) x = (x - mean) * scale;
}

std::unique_ptr<RecordSource> scaled(std::unique_ptr<RecordSource> source, double factor) {
  return std::make_unique<Scaled>(std::move(source), factor);
}

std::unique_ptr<RecordSource> standardised_each(std::unique_ptr<RecordSource> source) {
  return std::make_unique<StandardisedEach>(std::move(source));
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
  result.standard_deviation = numbers(object, "deviation", path);
  result.feature_names = names(object, "feature_names");
  check_deviations(result.mean, result.standard_deviation, path);
  if (object.contains("target_mean")) {
    result.target_mean = numbers(object, "target_mean", path);
    result.target_standard_deviation = numbers(object, "target_deviation", path);
    result.target_names = names(object, "target_names");
    check_deviations(result.target_mean, result.target_standard_deviation, path);
  }
  return result;
}

AtomicFile write_standardisation(const std::string& path, const Standardisation& standardisation) {
  json object;
  object["feature_names"] = standardisation.feature_names;
  object["mean"] = standardisation.mean;
  object["deviation"] = standardisation.standard_deviation;
  if (!standardisation.target_mean.empty()) {
    object["target_names"] = standardisation.target_names;
    object["target_mean"] = standardisation.target_mean;
    object["target_deviation"] = standardisation.target_standard_deviation;
  }
  AtomicFile file(path, Privacy::owner_only);  // means of patients
  file.write(object.dump(2) + "\n");
  file.prepare();
  file.publish();
  return file;
}

std::unique_ptr<RecordSource> standardised(std::unique_ptr<RecordSource> source,
                                           const Standardisation& standardisation, bool targets) {
  const DatasetInfo& info = source->info();
  require_same(source->name(), "number", element_count(info.x.shape), info.feature_names,
               standardisation.mean.size(), standardisation.feature_names);
  if (targets) {
    if (!info.y) throw DataError(source->name() + ": has no targets to standardise; name them with --target");
    if (standardisation.target_mean.empty())
      throw DataError(
          source->name() +
          ": the standardisation has none of the targets; make it anew with --standardise-targets");
    require_same(source->name(), "target", element_count(info.y->shape), info.target_names,
                 standardisation.target_mean.size(), standardisation.target_names);
  }
  return std::make_unique<Standardised>(std::move(source), standardisation, targets);
}

std::unique_ptr<RecordSource> shard(std::unique_ptr<RecordSource> source, std::size_t i, std::size_t n) {
  return std::make_unique<Shard>(std::move(source), i, n);
}

}  // namespace he::io
