#pragma once

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

namespace he::test {

/// What `action` gives where loops run on `count` threads, even if the machine has fewer CPUs.
template <class Action>
auto on_threads(int count, const Action& action) {
  const tbb::global_control control(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(count));
  return tbb::task_arena(count).execute(action);
}

}  // namespace he::test
