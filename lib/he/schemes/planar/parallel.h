#pragma once

#include <omp.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cstddef>

namespace he::schemes {

/// body(i) for i = 0 … count − 1 on all threads, where that is worth it: `work` is that of one i in
/// multiply-adds. Training alone has many of these loops one after the other, each of some 100 µs. OpenMP's
/// threads would spin between them, which costs twenty times the work itself where other programs want the
/// processors, too; TBB's do not, and the caller takes over what a sleeping one leaves. Within a parallel
/// region (inference works on blocks of records side by side) the calling thread does it all. What body
/// writes must not depend on who runs it.
template <class Body>
void parallel_for(std::size_t count, std::size_t work, Body body) {
  constexpr std::size_t worthwhile = 1u << 16;
  if (count < 2 || count * work < worthwhile || omp_in_parallel() || omp_get_max_threads() == 1) {
    for (std::size_t i = 0; i < count; ++i) body(i);
    return;
  }
  tbb::parallel_for(std::size_t{0}, count, body);
}

/// body(first, last) over pieces of 0 … count, for loops over contiguous numbers.
template <class Body>
void parallel_ranges(std::size_t count, std::size_t work, Body body) {
  constexpr std::size_t piece = 1u << 13;
  const std::size_t pieces = (count + piece - 1) / piece;
  parallel_for(pieces, piece * work,
               [&](std::size_t i) { body(i * piece, std::min(count, (i + 1) * piece)); });
}

}  // namespace he::schemes
