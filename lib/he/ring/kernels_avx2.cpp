#include "he/ring/kernel_sets.h"
#include "he/ring/kernel_table.h"
#if defined(__AVX2__) && defined(__FMA__)
#include "he/ring/avx2_lanes.h"
#endif

namespace he::ring {

#if defined(__AVX2__) && defined(__FMA__)
const Kernels* avx2_kernels() {
  static constexpr Kernels set = kernel_table<Avx2Lanes>(Path::avx2, "avx2");
  return &set;
}
#else
const Kernels* avx2_kernels() { return nullptr; }
#endif

}  // namespace he::ring
