#pragma once

#include "he/ring/cosine_kernel.h"
#include "he/ring/kernels.h"
#include "he/ring/linear_kernel.h"
#include "he/ring/number_kernel.h"
#include "he/ring/pointwise_kernel.h"
#include "he/ring/ring_kernel.h"

namespace he::ring {

template <class L>
constexpr Kernels kernel_table(Path path, const char* name) {
  Kernels k{};
  k.path = path;
  k.name = name;
  k.lanes = L::kLanes;
  k.tile_rows = L::kTileRows;
  k.tile_vectors = L::kTileVectors;
  k.forward = &forward_transform<L>;
  k.inverse = &inverse_transform<L>;
  k.slots_to_coefficients = &slots_to_coefficients<L>;
  k.coefficients_to_slots = &coefficients_to_slots<L>;
  k.reduce = &reduce<L>;
  k.add = &add<L>;
  k.subtract = &subtract<L>;
  k.multiply = &multiply<L>;
  k.multiply_add = &multiply_add<L>;
  k.scale_add = &scale_add<L>;
  k.subtract_scale = &subtract_scale<L>;
  k.multiply_powers = &multiply_powers<L>;
  k.square_powers = &square_powers<L>;
  k.to_stored32 = &to_stored<L, std::uint32_t>;
  k.to_stored64 = &to_stored<L, std::uint64_t>;
  k.from_stored32 = &from_stored<L, std::uint32_t>;
  k.from_stored64 = &from_stored<L, std::uint64_t>;
  k.largest_magnitude = &largest_magnitude<L>;
  k.round_scaled = &round_scaled<L>;
  k.combine_digits = &combine_digits<L>;
  k.weigh_digits = &weigh_digits<L>;
  k.pack_columns = &pack_columns<L>;
  k.multiply_tile = &multiply_any_tile<L>;
  return k;
}

}  // namespace he::ring
