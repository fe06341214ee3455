#include "he/sim/angiogram_set.h"

#include <cmath>
#include <mutex>

#include "he/parallel.h"

namespace he::sim {

std::vector<Angiogram> simulate_angiograms(const AngiogramOptions& options, std::uint64_t seed,
                                           std::size_t first, std::size_t count,
                                           const std::function<void()>& progress) {
  std::vector<Angiogram> angiograms(count);
  std::mutex mutex;  // over what follows from a finished frame
  parallel_for(count, 1, [&](std::size_t i) {
    angiograms[i] = AngiogramSimulator(options).simulate(seed, first + i);
    const std::lock_guard lock(mutex);
    if (progress) progress();
  });
  return angiograms;
}

double AngiogramTally::mean() const { return sum / static_cast<double>(frames); }

double AngiogramTally::standard_deviation() const {
  return std::sqrt(std::max(0.0, squares / static_cast<double>(frames) - mean() * mean()));
}

void AngiogramSummary::add(std::span<const Angiogram> angiograms) {
  for (const Angiogram& angiogram : angiograms) {
    AngiogramTally& tally = arteries_[static_cast<std::size_t>(angiogram.artery)];
    ++tally.frames;
    ++tally.views[angiogram.view];
    double sum = 0, squares = 0;
    for (const double pixel : angiogram.pixels) {
      sum += pixel;
      squares += pixel * pixel;
    }
    tally.sum += sum / static_cast<double>(angiogram.pixels.size());
    tally.squares += squares / static_cast<double>(angiogram.pixels.size());
  }
}

}  // namespace he::sim
