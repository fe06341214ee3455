#pragma once

#include <cstddef>

namespace he::ring {

/// First lane of a vector.
template <class L>
double first_lane(typename L::Vector a) {
  double lanes[L::kLanes];
  L::store(lanes, a);
  return lanes[0];
}

/// The largest lane of a vector of none below zero.
template <class L>
double largest_lane(typename L::Vector a) {
  double lanes[L::kLanes];
  L::store(lanes, a);
  auto largest = L::broadcast(lanes[0]);
  for (const double lane : lanes) largest = L::larger_magnitude(largest, L::broadcast(lane));
  return first_lane<L>(largest);
}

}  // namespace he::ring
