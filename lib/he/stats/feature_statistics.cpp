#include "he/stats/feature_statistics.h"

#include "he/error.h"

namespace he::stats {
namespace {

constexpr std::size_t kBlockBytes = 16u << 20;

void gather(const io::RecordSource& source, const io::Records& records, const std::vector<double>& values,
            const std::vector<std::string>& names, std::vector<FeatureStatistics>& features) {
  for (std::size_t r = 0; r < records.count; ++r)
    for (std::size_t f = 0; f < features.size(); ++f) {
      const double value = values[r * features.size() + f];
      if (!std::isfinite(value))
        throw DataError(source.name() + ": record " + std::to_string(records.first + r + 1) + ", " +
                        column_label(names, f) +
                        ": the number is not finite; mend it, or read it as missing (--missing drop|mean)");
      features[f].add(value);
    }
}

}  // namespace

std::string column_label(const std::vector<std::string>& names, std::size_t index) {
  return index < names.size() ? "column '" + names[index] + "'"
                              : "number " + std::to_string(index + 1) + " of the record";
}

DatasetStatistics statistics_of(io::RecordSource& source) {
  const io::DatasetInfo& info = source.info();
  DatasetStatistics result;
  result.x.resize(element_count(info.x.shape));
  if (info.y) result.y.resize(element_count(info.y->shape));
  const std::size_t limit =
      std::max<std::size_t>(1, kBlockBytes / (8 * std::max<std::size_t>(1, result.x.size())));
  source.seek(0);
  for (io::Records records = source.next(limit); records.count > 0; records = source.next(limit)) {
    gather(source, records, records.x, info.feature_names, result.x);
    gather(source, records, records.y, info.target_names, result.y);
  }
  source.seek(0);
  return result;
}

}  // namespace he::stats
