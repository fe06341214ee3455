#include "he/sim/angiogram_set.h"

#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>

namespace he::sim {

std::vector<Angiogram> simulate_angiograms(const AngiogramOptions& options, std::uint64_t seed,
                                           std::size_t first, std::size_t count, int threads,
                                           const std::function<void()>& progress) {
  std::vector<Angiogram> angiograms(count);
  std::vector<std::unique_ptr<AngiogramSimulator>> simulators;
  for (int i = 0; i < threads; ++i) simulators.push_back(std::make_unique<AngiogramSimulator>(options));
  std::mutex mutex;  // over what follows from a finished frame
  std::exception_ptr failure;
  std::atomic<bool> failed = false;
  std::atomic<std::size_t> next = 0;
#pragma omp parallel for schedule(static, 1) num_threads(threads)
  for (int thread = 0; thread < threads; ++thread) {
    AngiogramSimulator& simulator = *simulators[static_cast<std::size_t>(thread)];
    try {
      for (std::size_t i = next++; i < count && !failed; i = next++) {
        angiograms[i] = simulator.simulate(seed, first + i);
        const std::lock_guard lock(mutex);
        if (progress) progress();
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
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
