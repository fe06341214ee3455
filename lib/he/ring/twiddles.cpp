#include "he/ring/twiddles.h"

#include <vector>

namespace he::ring {

Twiddles::Twiddles(std::size_t leaves, std::uint32_t order, std::uint32_t first, const Value& value)
    : nodes_(leaves / 4), last_(leaves / 64 * 112) {
  std::vector<std::uint32_t> exponents(leaves);
  exponents[1] = first;
  for (std::size_t h = 2; h < leaves; ++h) exponents[h] = exponents[h / 2] / 2 + (h % 2 == 0 ? 0 : order / 4);
  for (std::size_t h = 1; h < leaves / 8; ++h) {
    const auto pair = value(exponents[h]);
    nodes_[2 * h] = pair[0];
    nodes_[2 * h + 1] = pair[1];
  }
  for (std::size_t group = 0; group < leaves / 8; ++group)
    for (std::size_t layer = 0, node = 0; layer < 3; ++layer)
      for (std::size_t k = 0; k < std::size_t(1) << layer; ++k, ++node) {
        const auto pair = value(exponents[((leaves / 8 + group) << layer) + k]);
        double* place = last_.data() + group / 8 * 112 + node * 16 + group % 8;
        place[0] = pair[0];
        place[8] = pair[1];
      }
}

}  // namespace he::ring
