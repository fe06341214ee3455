#include "he/io/files/data_statistics.h"

#include <fmt/format.h>

#include <cmath>

#include "he/error.h"

namespace he::io {
namespace {

constexpr const char *kRanges = "feature_ranges", *kResult = "largest_result",
                     *kSensitivities = "sensitivities";
constexpr std::size_t kMostSensitivities = 1u << 16;

bool possible(const DataStatistics& s) {
  bool all = std::isfinite(s.largest_result) && s.largest_result >= 0;
  for (std::size_t i = 0; i < s.low.size(); ++i)
    all = all && std::isfinite(s.low[i]) && std::isfinite(s.high[i]) && s.low[i] <= s.high[i];
  return all;
}

}  // namespace

DataStatistics read_data_statistics(const h5::File& file, std::size_t features) {
  DataStatistics statistics;
  if (!file.has_dataset(kRanges)) return statistics;
  const h5::Dataset dataset = file.dataset(kRanges);
  if (dataset.shape() != Shape{2, features})
    throw DataError(
        fmt::format("{}: is not 2 numbers for each of the model's {} features", dataset.where(), features));
  const Array numbers = dataset.read_numbers();
  const auto middle = numbers.values.begin() + static_cast<std::ptrdiff_t>(features);
  statistics.low = {numbers.values.begin(), middle};
  statistics.high = {middle, numbers.values.end()};
  if (dataset.has_attribute(kResult)) {
    const Array largest = dataset.attribute_numbers(kResult);
    if (largest.values.size() == 1) statistics.largest_result = largest.values[0];
  }
  if (file.has_dataset(kSensitivities)) {
    if (element_count(file.dataset(kSensitivities).shape()) > kMostSensitivities)
      throw DataError(file.dataset(kSensitivities).where() + ": is too large");
    statistics.sensitivities = file.dataset(kSensitivities).read_numbers();
  }
  if (!possible(statistics)) throw DataError(dataset.where() + ": holds numbers that are no range of data");
  return statistics;
}

void write_data_statistics(h5::File& file, const DataStatistics& s) {
  if (s.low.empty()) return;
  Array numbers{{2, s.low.size()}, s.low};
  numbers.values.insert(numbers.values.end(), s.high.begin(), s.high.end());
  file.write_numbers(kRanges, numbers);
  file.dataset(kRanges).set_attribute(kResult, Array{{1}, {s.largest_result}});
  if (!s.sensitivities.values.empty()) file.write_numbers(kSensitivities, s.sensitivities);
}

}  // namespace he::io
