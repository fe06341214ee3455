#pragma once

#include <optional>
#include <variant>

#include "he/schemes/ckks/program.h"

namespace he::schemes::ckks {

using FoldedMap = std::variant<DiagonalMap, AffineMap, Square>;

/// The one map that does what `first` and then `second` do; nothing where it would cost more, or where
/// positions that share their weights would no longer do so.
std::optional<FoldedMap> folded_maps(const DiagonalMap& first, const DiagonalMap& second);
std::optional<FoldedMap> folded_maps(const DiagonalMap& first, const AffineMap& second);
std::optional<FoldedMap> folded_maps(const AffineMap& first, const DiagonalMap& second);
std::optional<FoldedMap> folded_maps(const AffineMap& first, const AffineMap& second);

}  // namespace he::schemes::ckks
