#pragma once

#include <cstddef>
#include <initializer_list>

namespace he::ring {

/// Throws UsageError where a number of residues is no multiple of eight, as kernels take them.
void require_vectors(std::size_t size);

/// The same, or where the sizes differ.
void require_equal_sizes(std::initializer_list<std::size_t> sizes);

/// Entries of each limb of an array [limb][entry]. Throws UsageError where they are not so many limbs, or the
/// entries no multiple of eight.
std::size_t require_limbs(std::size_t size, std::size_t limbs);

}  // namespace he::ring
