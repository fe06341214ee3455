#include "he/ring/kernel_sets.h"
#include "he/ring/kernel_table.h"

namespace he::ring {

#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
const Kernels* fused_kernels() {
  static constexpr Kernels set = kernel_table<FusedLanes>(Path::fused, "fused");
  return &set;
}
#else
const Kernels* fused_kernels() { return nullptr; }
#endif

}  // namespace he::ring
