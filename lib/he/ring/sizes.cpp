#include "he/ring/sizes.h"

#include <string>

#include "he/error.h"

namespace he::ring {

void require_vectors(std::size_t size) {
  if (size % 8 != 0) throw UsageError(std::to_string(size) + " residues: kernels take multiples of eight");
}

void require_equal_sizes(std::initializer_list<std::size_t> sizes) {
  const std::size_t size = *sizes.begin();
  for (const std::size_t other : sizes)
    if (other != size)
      throw UsageError(std::to_string(size) + " residues beside " + std::to_string(other) + " others");
  require_vectors(size);
}

std::size_t require_limbs(std::size_t size, std::size_t limbs) {
  if (size % limbs != 0)
    throw UsageError(std::to_string(size) + " residues are not " + std::to_string(limbs) + " limbs");
  require_vectors(size / limbs);
  return size / limbs;
}

}  // namespace he::ring
