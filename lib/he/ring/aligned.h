#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace he::ring {

/// Of whole cache lines, so that no vector of eight doubles lies in two of them.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), kAlignment)); }
  void deallocate(T* p, std::size_t) { ::operator delete(p, kAlignment); }
  bool operator==(const AlignedAllocator&) const { return true; }
};

/// Doubles as the kernels are fastest with them. They take any others, too.
using Doubles = std::vector<double, AlignedAllocator<double>>;

}  // namespace he::ring
