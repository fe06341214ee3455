#pragma once

#include <algorithm>
#include <cstddef>

namespace he::schemes {

/// call(body, i) for i = 0 … count − 1 on all threads, where that is worth it: parallel_for() without its
/// types.
void parallel_calls(std::size_t count, std::size_t work, void (*call)(const void* body, std::size_t i),
                    const void* body);

/// body(i) for i = 0 … count − 1 on all threads, where that is worth it: `work` is that of one i in
/// multiply-adds. Within a parallel region (inference works on blocks of records side by side) the calling
/// thread does it all. What body writes must not depend on who runs it.
template <class Body>
void parallel_for(std::size_t count, std::size_t work, const Body& body) {
  parallel_calls(
      count, work, [](const void* any, std::size_t i) { (*static_cast<const Body*>(any))(i); }, &body);
}

/// body(first, last) over pieces of 0 … count, for loops over contiguous numbers.
template <class Body>
void parallel_ranges(std::size_t count, std::size_t work, const Body& body) {
  constexpr std::size_t piece = 1u << 13;
  const std::size_t pieces = (count + piece - 1) / piece;
  parallel_for(pieces, piece * work,
               [&](std::size_t i) { body(i * piece, std::min(count, (i + 1) * piece)); });
}

}  // namespace he::schemes
