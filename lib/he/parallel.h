#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>

namespace he {

/// CPUs that this process may use (its affinity), whatever the machine has.
int usable_cpus();

/// While it lives, loops run on at most so many threads, the calling one included. Of several limits the
/// lowest holds.
class ThreadLimit {
 public:
  explicit ThreadLimit(int most);
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

 private:
  struct Control;
  std::unique_ptr<Control> control_;
};

/// call(body, i) for i = 0 … count − 1: parallel_for() without its types.
void parallel_calls(std::size_t count, std::size_t grain, void (*call)(const void* body, std::size_t i),
                    const void* body);

/// body(i) for i = 0 … count − 1 on all threads; up to `grain` of them are not worth a second thread. Within
/// the body of such a loop the calling thread does it all. What body writes must not depend on who runs it:
/// no result depends on the number of threads. Nor does a failure: of all exceptions that of the lowest i is
/// thrown, while any i behind it may have been done or not.
template <class Body>
void parallel_for(std::size_t count, std::size_t grain, const Body& body) {
  parallel_calls(
      count, grain, [](const void* any, std::size_t i) { (*static_cast<const Body*>(any))(i); }, &body);
}

/// The grain where one i takes `work` multiply-adds: some 10 µs, in which a second thread wakes.
constexpr std::size_t grain_of(std::size_t work) {
  constexpr std::size_t worthwhile = 1u << 16;
  return std::max<std::size_t>(1, worthwhile / std::max<std::size_t>(1, work));
}

/// body(first, last) over pieces of 0 … count, for loops over contiguous numbers of `work` multiply-adds
/// each.
template <class Body>
void parallel_ranges(std::size_t count, std::size_t work, const Body& body) {
  constexpr std::size_t piece = 1u << 13;
  const std::size_t pieces = (count + piece - 1) / piece;
  parallel_for(pieces, grain_of(piece * work),
               [&](std::size_t i) { body(i * piece, std::min(count, (i + 1) * piece)); });
}

}  // namespace he
