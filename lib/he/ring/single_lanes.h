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
  double lanes[L::kLanes], largest = 0;
  L::store(lanes, a);
  for (const double lane : lanes) largest = lane > largest ? lane : largest;
  return largest;
}

}  // namespace he::ring
