#include "he/sim/angiogram_records.h"

#include <fmt/format.h>

namespace he::sim {

std::string angiogram_id(std::size_t index) { return fmt::format("A{:06}", index + 1); }

io::DatasetInfo angiogram_info(std::size_t images, int size) {
  const auto side = static_cast<std::size_t>(size);
  io::DatasetInfo info;
  info.records = images;
  info.x = {{side, side, 1}, {}};
  info.y = io::Field{{1}, {}};
  info.target_names = {"artery"};
  info.class_names = {name_of(Artery::left), name_of(Artery::right)};
  info.ids = io::IdKind::plain;
  return info;
}

io::Records angiogram_records(std::span<const Angiogram> angiograms, std::size_t first) {
  io::Records records;
  records.first = first;
  records.count = angiograms.size();
  for (const Angiogram& angiogram : angiograms) {
    records.x.insert(records.x.end(), angiogram.pixels.begin(), angiogram.pixels.end());
    records.y.push_back(static_cast<double>(angiogram.artery));
    records.ids.push_back(angiogram_id(first + records.ids.size()));
  }
  return records;
}

}  // namespace he::sim
