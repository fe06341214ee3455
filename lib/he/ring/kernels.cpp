#include "he/ring/kernels.h"

#include <vector>

#include "he/error.h"
#include "he/ring/kernel_sets.h"

namespace he::ring {
namespace {

std::vector<const Kernels*> found() {
  std::vector<const Kernels*> sets{integer_kernels()};
  if (const Kernels* set = fused_kernels()) sets.push_back(set);
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) sets.push_back(avx2_kernels());
  if (__builtin_cpu_supports("avx512f")) sets.push_back(avx512_kernels());
#endif
  return sets;
}

const std::vector<const Kernels*>& sets() {
  static const std::vector<const Kernels*> all = found();
  return all;
}

const Kernels*& chosen() {
  static const Kernels* set = sets().back();
  return set;
}

}  // namespace

const Kernels& kernels() { return *chosen(); }

std::span<const Kernels* const> all_kernels() { return sets(); }

void use_kernels(Path path) {
  for (const Kernels* set : sets())
    if (set->path == path) {
      chosen() = set;
      return;
    }
  throw UnsupportedError("this processor lacks the instructions that were asked for");
}

}  // namespace he::ring
