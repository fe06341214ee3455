#pragma once

#include <cstddef>

#include "he/ring/modulus.h"

/// What kernels take instead of classes.
namespace he::ring {

/// Twiddles of a tree. A node of the tree has a number as in a heap: its children are 2h and 2h + 1.
struct TwiddleTables {
  const double*
      nodes;  ///< at 2h, of the node h < leaves/8: r and r/q; of complex numbers real and imaginary part
  const double*
      last;  ///< of the last three layers, the same as [block of 64][7 nodes of a group][2][8 groups]
};

/// What the transform of the ring knows of degree N = 2^n and modulus, with I = ψ^N and r = ψ^(N/2).
/// Constants are followed by themselves over q.
struct TransformTables {
  std::size_t degree;
  ModulusConstants modulus;
  TwiddleTables forward, inverse;
  double fold[2];           ///< I
  double fold_root[2];      ///< −I·r
  double scale[2];          ///< 2^-(n + 1)
  double unfold_root[2];    ///< 2^-(n + 1)/(−I·r)
  double unfold[2];         ///< 1/I
  double scale_first[2];    ///< 2^-n: from the sum at 0 to coefficient 0
  double unfold_middle[2];  ///< 2^-n·(1 − I)/(−2·I·r): from the difference at 0 to coefficient N/2
};

/// What the cosine transform of N slots knows. Places are those of one complex transform of N/2 numbers, real
/// parts before imaginary ones.
struct CosineTables {
  std::size_t degree;
  TwiddleTables forward, inverse;
  const double *even[2],
      *odd[2];       ///< e^(−iπk/2N) and e^(−5iπk/2N), real and imaginary, for k = 0 … N/4 and 8 more
  double root_half;  ///< √½
};

}  // namespace he::ring
