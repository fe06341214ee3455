#include "he/stats/predicted_class.h"

#include <limits>

#include "he/stats/classification.h"

namespace he::stats {

io::DatasetInfo class_info(io::DatasetInfo info) {
  info.x.shape = {};
  info.target_names = {"class"};
  return info;
}

void replace_by_class(io::Records& records) {
  const std::size_t width = records.count == 0 ? 0 : records.x.size() / records.count;
  for (std::size_t r = 0; r < records.count; ++r) {
    const auto found = class_of({records.x.data() + r * width, width});
    records.x[r] = found ? static_cast<double>(*found) : std::numeric_limits<double>::quiet_NaN();
  }
  records.x.resize(records.count);
}

}  // namespace he::stats
