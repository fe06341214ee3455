#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "he/sim/patient_random.h"

namespace he::sim {

/// Many standard normal numbers in single precision, for the noise of images: sixteen generators side by side
/// (xoshiro128++, Blackman & Vigna, ACM TOMS 47, 2021), Box and Muller. Reaches to 5.9 deviations.
class NormalField {
 public:
  static constexpr std::size_t kLanes = 16;

  /// Seeded with `random`.
  explicit NormalField(PatientRandom& random);
  /// The next numbers, of whole blocks of 256: what a block leaves over is lost.
  void fill(std::span<float> numbers);

 private:
  using Lanes = std::array<std::uint32_t, kLanes>;
  /// Uniform in (0, 1).
  void uniform(float* numbers);

  std::array<Lanes, 4> state_;
};

}  // namespace he::sim
