#include "he/audit/repeats.h"

#include <sodium.h>

#include <algorithm>
#include <numeric>

namespace he::audit {

Fingerprint fingerprint_of(std::span<const double> numbers) {
  Fingerprint out{};
  crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), sizeof out,
                     reinterpret_cast<const unsigned char*>(numbers.data()), numbers.size_bytes(), nullptr,
                     0);
  return out;
}

Repeats repeats_of(const std::vector<Fingerprint>& all) {
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return all[a] != all[b] ? all[a] < all[b] : a < b; });
  Repeats repeats;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (all[order[i]] != all[order[i - 1]]) continue;
    if (repeats.count == 0 || order[i - 1] < repeats.first)
      repeats.first = order[i - 1], repeats.repeated = order[i];
    ++repeats.count;
  }
  return repeats;
}

}  // namespace he::audit
