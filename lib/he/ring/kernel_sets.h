#pragma once

#include "he/ring/kernels.h"

namespace he::ring {

/// Each set, or nullptr where this build has none of it.
const Kernels* integer_kernels();
const Kernels* fused_kernels();
const Kernels* avx2_kernels();
const Kernels* avx512_kernels();

}  // namespace he::ring
