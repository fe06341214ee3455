#include "he/ring/kernel_sets.h"
#include "he/ring/kernel_table.h"
#if defined(__AVX512F__)
#include "he/ring/avx512_lanes.h"
#endif

namespace he::ring {

#if defined(__AVX512F__)
const Kernels* avx512_kernels() {
  static constexpr Kernels set = kernel_table<Avx512Lanes>(Path::avx512, "avx512");
  return &set;
}
#else
const Kernels* avx512_kernels() { return nullptr; }
#endif

}  // namespace he::ring
