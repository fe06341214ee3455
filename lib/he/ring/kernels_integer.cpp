#include "he/ring/kernel_sets.h"
#include "he/ring/kernel_table.h"

namespace he::ring {

const Kernels* integer_kernels() {
  static constexpr Kernels set = kernel_table<IntegerLanes>(Path::integer, "integer");
  return &set;
}

}  // namespace he::ring
