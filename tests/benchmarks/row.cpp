#include "row.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <ctime>

#include "benchmarks.h"

namespace he::benchmarks {
namespace {

double seconds_of(const Row::Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void measure(benchmark::State& state, std::size_t items, const Row::Work& work, const Row::Work& first) {
  double own = 0, reference = 0;
  const std::clock_t begin = std::clock();
  for (auto _ : state) {
    if (first) reference += seconds_of(first);
    const double seconds = seconds_of(work);
    state.SetIterationTime(seconds);
    own += seconds;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(items));
  state.counters["ratio"] = first ? own / reference : 1;
  state.counters["cpus"] = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / (own + reference);
}

}  // namespace

void Row::add(const std::string& column, Work work) {
  names().push_back(name_ + "/" + column);
  benchmark::RegisterBenchmark(names().back().c_str(), [items = items_, work,
                                                        first = first_](benchmark::State& state) {
    measure(state, items, work, first);
  })->UseManualTime();
  if (!first_) first_ = std::move(work);
}

}  // namespace he::benchmarks
