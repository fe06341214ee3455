#include "he/sim/normal_field.h"

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <numbers>

namespace he::sim {

NormalField::NormalField(PatientRandom& random) {
  for (Lanes& lanes : state_)
    for (std::uint32_t& word : lanes) word = static_cast<std::uint32_t>(random.bits() >> 32);
}

void NormalField::uniform(float* numbers) {
  auto& [a, b, c, d] = state_;
  for (std::size_t i = 0; i < kLanes; ++i) {
    const std::uint32_t bits = std::rotl(a[i] + d[i], 7) + a[i];
    const std::uint32_t shifted = b[i] << 9;
    c[i] ^= a[i];
    d[i] ^= b[i];
    b[i] ^= c[i];
    a[i] ^= d[i];
    c[i] ^= shifted;
    d[i] = std::rotl(d[i], 11);
    numbers[i] = (static_cast<float>(static_cast<std::int32_t>(bits >> 9)) + 0.5f) * 0x1p-23f;
  }
}

// In arrays of this function: what Eigen computes of an element in memory aligned otherwise may differ in its
// last digit.
void NormalField::fill(std::span<float> numbers) {
  constexpr Eigen::Index kHalf = 128;
  Eigen::Array<float, kHalf, 1> radius, angle, cosines, sines;
  while (!numbers.empty()) {
    for (std::size_t i = 0; i < kHalf; i += kLanes) uniform(radius.data() + i);
    for (std::size_t i = 0; i < kHalf; i += kLanes) uniform(angle.data() + i);
    radius = (-2 * radius.log()).sqrt();
    angle *= 2 * std::numbers::pi_v<float>;
    cosines = radius * angle.cos();
    sines = radius * angle.sin();
    const std::size_t first = std::min<std::size_t>(kHalf, numbers.size());
    std::copy_n(cosines.data(), first, numbers.data());
    numbers = numbers.subspan(first);
    const std::size_t second = std::min<std::size_t>(kHalf, numbers.size());
    std::copy_n(sines.data(), second, numbers.data());
    numbers = numbers.subspan(second);
  }
}

}  // namespace he::sim
