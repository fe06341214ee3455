#pragma once

#include <sodium.h>

#include <cstddef>
#include <new>
#include <vector>

namespace he {

/// Memory for secrets: wiped before it is given back, and locked into RAM where the system allows.
template <class T>
struct WipingAllocator {
  using value_type = T;

  WipingAllocator() = default;
  template <class U>
  WipingAllocator(const WipingAllocator<U>&) {}

  T* allocate(std::size_t count) {
    T* memory = std::allocator<T>().allocate(count);
    sodium_mlock(memory, count * sizeof(T));  // a refusal (RLIMIT_MEMLOCK) is no failure
    return memory;
  }
  void deallocate(T* memory, std::size_t count) {
    sodium_munlock(memory, count * sizeof(T));
    sodium_memzero(memory, count * sizeof(T));
    std::allocator<T>().deallocate(memory, count);
  }
  bool operator==(const WipingAllocator&) const { return true; }
};

/// Numbers or bytes that are secret. It has no stream operator on purpose.
template <class T>
using SecretVector = std::vector<T, WipingAllocator<T>>;

using SecretBytes = SecretVector<unsigned char>;

}  // namespace he
