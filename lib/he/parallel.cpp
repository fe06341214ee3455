#include "he/parallel.h"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>

#include <atomic>
#include <exception>
#include <mutex>

namespace he {
namespace {

using tbb::global_control;
using Range = tbb::blocked_range<std::size_t>;

// A thread that waits for an inner loop would take up another body of the outer one meanwhile, whose memory
// comes on top, so inner loops are done by the thread that meets them.
thread_local bool in_body = false;

class InBody {
 public:
  InBody() { in_body = true; }
  ~InBody() { in_body = false; }
  InBody(const InBody&) = delete;
  InBody& operator=(const InBody&) = delete;
};

/// The failure that one thread alone would have met. TBB would pass on whichever comes first.
class FirstFailure {
 public:
  explicit FirstFailure(std::size_t count) : at_(count) {}

  bool before(std::size_t i) const { return at_.load(std::memory_order_relaxed) < i; }
  void keep(std::size_t i) {
    const std::lock_guard lock(mutex_);
    if (i >= at_) return;
    at_ = i;
    error_ = std::current_exception();
  }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::atomic<std::size_t> at_;
  std::mutex mutex_;
  std::exception_ptr error_;
};

}  // namespace

int usable_cpus() { return tbb::info::default_concurrency(); }

struct ThreadLimit::Control {
  global_control control;
};

ThreadLimit::ThreadLimit(int most)
    : control_(new Control{global_control(global_control::max_allowed_parallelism,
                                          static_cast<std::size_t>(std::max(1, most)))}) {}

ThreadLimit::~ThreadLimit() = default;

// Training has many loops of some 100 µs one after the other. Threads of OpenMP spin between them, which
// costs twenty times the work itself where other programs want the processors, too; TBB's sleep, and the
// caller takes over what a sleeping one leaves. Its templates are long: one instance serves all bodies.
void parallel_calls(std::size_t count, std::size_t grain, void (*call)(const void* body, std::size_t i),
                    const void* body) {
  if (count <= std::max<std::size_t>(1, grain) || in_body ||
      global_control::active_value(global_control::max_allowed_parallelism) == 1) {
    for (std::size_t i = 0; i < count; ++i) call(body, i);
    return;
  }
  FirstFailure failure(count);
  const Range all(0, count, std::max<std::size_t>(1, grain));
  tbb::parallel_for(all, [&](const Range& range) {
    const InBody mark;
    std::size_t i = range.begin();
    try {
      for (; i < range.end() && !failure.before(i); ++i) call(body, i);
    } catch (...) {
      failure.keep(i);
    }
  });
  failure.rethrow();
}

}  // namespace he
