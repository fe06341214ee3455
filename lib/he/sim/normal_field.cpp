#include "he/sim/normal_field.h"

#include <Eigen/Core>
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

void NormalField::fill(std::span<float> numbers) {
  const std::size_t half = numbers.size() / 2;
  for (std::size_t i = 0; i < numbers.size(); i += kLanes) uniform(numbers.data() + i);
  Eigen::Map<Eigen::ArrayXf> first(numbers.data(), static_cast<Eigen::Index>(half));
  Eigen::Map<Eigen::ArrayXf> second(numbers.data() + half, static_cast<Eigen::Index>(half));
  const Eigen::ArrayXf radius = (-2 * first.log()).sqrt();
  const Eigen::ArrayXf angle = 2 * std::numbers::pi_v<float> * second;
  first = radius * angle.cos();
  second = radius * angle.sin();
}

}  // namespace he::sim
