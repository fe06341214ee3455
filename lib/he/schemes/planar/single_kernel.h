#pragma once

#include "he/schemes/planar/linear_kernel.h"

namespace he::schemes {

/// y = W·x + unit·bias on one record, whose features follow one another in memory: the same sums in the same
/// order as linear_product() on many, and so the same numbers, but with outputs side by side in a vector
/// where that has records.
template <class T>
void single_product(const LinearPattern& pattern, const PackedWeights<T>& weights, T unit, const T* x, T* y);

}  // namespace he::schemes
