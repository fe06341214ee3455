#pragma once

#include <array>
#include <functional>
#include <span>

#include "he/sim/angiogram.h"

namespace he::sim {

/// Frames first … first + count − 1 of the set with this seed, on all threads, which change nothing about
/// them. `progress` is told of every frame done, by one thread at a time. Throws UsageError where an
/// option is out of range.
std::vector<Angiogram> simulate_angiograms(const AngiogramOptions& options, std::uint64_t seed,
                                           std::size_t first, std::size_t count,
                                           const std::function<void()>& progress = {});

/// What frames of an artery there are, and their pixels.
struct AngiogramTally {
  std::size_t frames = 0;
  std::array<std::size_t, kCArmViews.size()> views{};
  double sum = 0, squares = 0;  ///< of the frames' mean pixels and of the frames' mean squares

  double mean() const;                ///< of all pixels
  double standard_deviation() const;  ///< of all pixels
};

/// Tallies by artery, in the order of Artery.
class AngiogramSummary {
 public:
  void add(std::span<const Angiogram> angiograms);
  const std::array<AngiogramTally, 2>& arteries() const { return arteries_; }

 private:
  std::array<AngiogramTally, 2> arteries_;
};

}  // namespace he::sim
