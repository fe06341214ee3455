#include "he/parallel.h"

#include <doctest/doctest.h>
#include <sched.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/threads.h"

using namespace he;

namespace {

std::thread::id me() { return std::this_thread::get_id(); }

/// Waits until `count` callers are here; false after a minute.
bool meet(std::atomic<int>& here, int count) {
  ++here;
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (here < count && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  return here >= count;
}

/// The threads that the iterations of a loop ran on.
std::vector<std::thread::id> threads_of_loop(std::size_t count, std::size_t grain) {
  std::vector<std::thread::id> threads(count);
  parallel_for(count, grain, [&](std::size_t i) { threads[i] = me(); });
  return threads;
}

TEST_CASE("a loop does every i once, on one thread and on several") {
  for (const int threads : {1, 3})
    for (const std::size_t count : {0u, 1u, 2u, 7u, 1000u})
      for (const std::size_t grain : {0u, 1u, 10u, 5000u}) {
        std::vector<std::atomic<int>> done(count);
        test::on_threads(threads, [&] { parallel_for(count, grain, [&](std::size_t i) { ++done[i]; }); });
        for (const auto& times : done) CHECK(times == 1);
      }
}

TEST_CASE("pieces of a range cover it without overlap") {
  for (const std::size_t count : {0u, 1u, 8191u, 8192u, 8193u, 100000u}) {
    std::vector<int> numbers(count, 1);
    test::on_threads(3, [&] {
      parallel_ranges(count, 100, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) numbers[i] *= 2;
      });
    });
    CHECK(std::accumulate(numbers.begin(), numbers.end(), std::size_t{0}) == 2 * count);
  }
}

TEST_CASE("iterations run at the same time; a loop within one stays on its thread") {
  std::atomic<int> here = 0;
  std::atomic<bool> met = true, inside = true;
  test::on_threads(2, [&] {
    parallel_for(2, 1, [&](std::size_t) {
      if (!meet(here, 2)) met = false;
      for (const auto& thread : threads_of_loop(1000, 1))
        if (thread != me()) inside = false;
    });
  });
  CHECK(met);
  CHECK(inside);
}

TEST_CASE("what is not worth a second thread, and what is limited to one, stays on the caller's") {
  const std::vector<std::thread::id> mine(1000, me());
  test::on_threads(3, [&] { CHECK(threads_of_loop(1000, 1000) == mine); });
  const ThreadLimit three(3), one(1), two(2);  // the lowest holds
  CHECK(threads_of_loop(1000, 1) == mine);
}

// Where iterations 300 and 700 fail, one thread meets 300 first, whichever fails first among several.
TEST_CASE("the failure of the lowest i is thrown, whatever the number of threads") {
  for (const int threads : {1, 2, 3})
    for (int repeat = 0; repeat < 50; ++repeat) {
      std::atomic<std::size_t> done = 0;
      const auto loop = [&] {
        parallel_for(1000, 1, [&](std::size_t i) {
          if (i == 300 || i == 700) throw std::runtime_error(std::to_string(i));
          ++done;
        });
      };
      CHECK_THROWS_WITH_AS(test::on_threads(threads, loop), "300", std::runtime_error);
      CHECK(done >= 300);
    }
  CHECK(threads_of_loop(2, 1).size() == 2);  // and loops go on
}

TEST_CASE("a grain is worth 65536 multiply-adds, or one iteration that takes more") {
  CHECK(grain_of(1) == 65536);
  CHECK(grain_of(1000) == 65);
  CHECK(grain_of(65537) == 1);
  CHECK(grain_of(0) == 65536);
}

TEST_CASE("usable CPUs are those of the process' affinity") {
  cpu_set_t set;
  REQUIRE(sched_getaffinity(0, sizeof set, &set) == 0);
  CHECK(usable_cpus() == CPU_COUNT(&set));
}

}  // namespace
