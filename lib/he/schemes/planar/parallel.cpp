#include "he/schemes/planar/parallel.h"

#include <omp.h>
#include <tbb/parallel_for.h>

namespace he::schemes {

// Training alone has many of these loops one after the other, each of some 100 µs. OpenMP's threads would
// spin between them, which costs twenty times the work itself where other programs want the processors, too;
// TBB's do not, and the caller takes over what a sleeping one leaves. Its templates are long: one instance
// serves all bodies.
void parallel_calls(std::size_t count, std::size_t work, void (*call)(const void* body, std::size_t i),
                    const void* body) {
  constexpr std::size_t worthwhile = 1u << 16;
  if (count < 2 || count * work < worthwhile || omp_in_parallel() || omp_get_max_threads() == 1) {
    for (std::size_t i = 0; i < count; ++i) call(body, i);
    return;
  }
  tbb::parallel_for(std::size_t{0}, count, [=](std::size_t i) { call(body, i); });
}

}  // namespace he::schemes
