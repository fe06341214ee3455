#include "he/io/files/data_statistics.h"

#include <fmt/format.h>

#include <cmath>

#include "he/error.h"

namespace he::io {
namespace {

constexpr const char *kFeatures = "feature_statistics", *kResult = "largest_result";
constexpr std::size_t kKinds = 4;

/// One of the four rows: low, high, mean, deviation.
std::vector<double> row(const Array& numbers, std::size_t kind) {
  const std::size_t features = numbers.shape[1];
  const auto begin = numbers.values.begin() + static_cast<std::ptrdiff_t>(kind * features);
  return {begin, begin + static_cast<std::ptrdiff_t>(features)};
}

bool possible(const DataStatistics& s) {
  bool all = std::isfinite(s.largest_result) && s.largest_result >= 0;
  for (std::size_t i = 0; i < s.mean.size(); ++i)
    all = all && std::isfinite(s.low[i]) && std::isfinite(s.high[i]) && s.low[i] <= s.mean[i] &&
          s.mean[i] <= s.high[i] && s.deviation[i] >= 0 && std::isfinite(s.deviation[i]);
  return all;
}

}  // namespace

DataStatistics read_data_statistics(const h5::File& file, std::size_t features) {
  DataStatistics statistics;
  if (!file.has_dataset(kFeatures)) return statistics;
  const h5::Dataset dataset = file.dataset(kFeatures);
  if (dataset.shape() != Shape{kKinds, features})
    throw DataError(
        fmt::format("{}: is not 4 numbers for each of the model's {} features", dataset.where(), features));
  const Array numbers = dataset.read_numbers();
  statistics = {row(numbers, 0), row(numbers, 1), row(numbers, 2), row(numbers, 3)};
  if (dataset.has_attribute(kResult)) {
    const Array largest = dataset.attribute_numbers(kResult);
    if (largest.values.size() == 1) statistics.largest_result = largest.values[0];
  }
  if (!possible(statistics))
    throw DataError(dataset.where() + ": holds numbers that are no range, mean and deviation of data");
  return statistics;
}

void write_data_statistics(h5::File& file, const DataStatistics& s) {
  if (s.mean.empty()) return;
  Array numbers{{kKinds, s.mean.size()}, {}};
  for (const auto* kind : {&s.low, &s.high, &s.mean, &s.deviation})
    numbers.values.insert(numbers.values.end(), kind->begin(), kind->end());
  file.write_numbers(kFeatures, numbers);
  file.dataset(kFeatures).set_attribute(kResult, Array{{1}, {s.largest_result}});
}

}  // namespace he::io
