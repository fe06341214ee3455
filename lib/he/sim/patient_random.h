#pragma once

#include <cstdint>
#include <random>

namespace he::sim {

/// The random numbers of one virtual patient: a generator of its own (std::mt19937_64 seeded by a hash of the
/// cohort's seed and the patient's index), so that a patient depends on neither the other patients nor the
/// number of threads. The distributions are written out, because those of the standard library differ between
/// implementations.
class PatientRandom {
 public:
  PatientRandom(std::uint64_t seed, std::uint64_t index);

  /// 64 random bits, to seed another generator with.
  std::uint64_t bits() { return generator_(); }
  /// Uniform in [0, 1).
  double uniform();
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// One of 0, 1, … count − 1.
  int below(int count) { return static_cast<int>(uniform() * count); }
  /// True with this probability.
  bool chance(double probability) { return uniform() < probability; }
  /// Standard normal (Box and Muller).
  double normal();
  /// Standard normal, drawn again while beyond `limit` on either side.
  double normal_within(double limit);

 private:
  std::mt19937_64 generator_;
};

}  // namespace he::sim
