#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace he {

/// Extents of an array, row-major (the last extent runs fastest). An empty shape is one number.
using Shape = std::vector<std::size_t>;

/// Number of elements of a shape. Throws DataError where the product overflows.
std::size_t element_count(const Shape& shape);

/// "28x28x1"; "scalar" for an empty shape.
std::string to_string(const Shape& shape);

}  // namespace he
