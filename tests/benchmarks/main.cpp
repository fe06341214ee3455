// Speed of evaluation, training and encryption, as ratios measured side by side in one run and on one thread.
//   he-benchmarks [--benchmark_filter=REGEX] [other options of Google Benchmark]
//   he-benchmarks --write-models FOLDER      the networks as Keras' HDF5, to measure other libraries on

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "benchmarks.h"
#include "he/io/files/model_file.h"
#include "he/parallel.h"
#include "he/tensor/memory.h"
#include "networks.h"
#include "ratio_reporter.h"

namespace {

/// OpenBLAS reads these when it is loaded, so the program starts itself again with them set. It may
/// not know a new processor and then takes kernels without AVX; any with AVX-512 runs those for Skylake-X.
void require_one_thread(char** argv) {
  if (std::getenv("HE_BENCHMARKS_STARTED")) return;
  setenv("HE_BENCHMARKS_STARTED", "1", 1);
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  if (__builtin_cpu_supports("avx512f")) setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
  execv("/proc/self/exe", argv);
}

void write_models(const std::string& folder) {
  for (const auto& [name, model] : he::benchmarks::compared_networks())
    he::io::write_model(folder + "/" + name + ".h5", model);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "--write-models") return write_models(argv[2]), 0;
  require_one_thread(argv);
  const he::ThreadLimit one(1);
  he::keep_freed_memory();
  std::vector<char*> arguments(argv, argv + argc);
  std::string repetitions = "--benchmark_repetitions=9", color = "--benchmark_color=false",
              interleaving = "--benchmark_enable_random_interleaving=true",
              least = "--benchmark_min_time=0.1";
  arguments.insert(arguments.begin() + 1,
                   {repetitions.data(), interleaving.data(), least.data(), color.data()});
  int count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  he::benchmarks::register_inference();
  he::benchmarks::register_training();
  he::benchmarks::register_encryption();
  he::benchmarks::register_ring();
  he::benchmarks::register_ckks();
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  he::benchmarks::RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.print_table();
}
