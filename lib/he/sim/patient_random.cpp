#include "he/sim/patient_random.h"

#include <cmath>
#include <numbers>

namespace he::sim {
namespace {

// SplitMix64's step. Hashing the seed before the index is added keeps neighbouring seeds from sharing
// patients.
std::uint64_t splitmix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace

PatientRandom::PatientRandom(std::uint64_t seed, std::uint64_t index)
    : generator_(splitmix64(splitmix64(seed) + index)) {}

double PatientRandom::uniform() { return static_cast<double>(generator_() >> 11) * 0x1p-53; }

double PatientRandom::normal() {
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

double PatientRandom::normal_within(double limit) {
  double z = normal();
  while (std::abs(z) > limit) z = normal();
  return z;
}

}  // namespace he::sim
