#pragma once

#include <sodium.h>

#include <cstddef>
#include <limits>
#include <new>
#include <vector>

namespace he {

/// Memory for secrets, locked into RAM where the system allows (a refusal, RLIMIT_MEMLOCK, is no failure).
/// What is given back is wiped at once; some blocks stay with the thread for its next call, since locking a
/// page takes longer than much of what is done in it. Throws std::bad_alloc.
void* take_secret_memory(std::size_t bytes);
void give_back_secret_memory(void* memory, std::size_t bytes) noexcept;

template <class T>
struct WipingAllocator {
  using value_type = T;

  WipingAllocator() = default;
  template <class U>
  WipingAllocator(const WipingAllocator<U>&) {}

  T* allocate(std::size_t count) {
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T*>(take_secret_memory(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) { give_back_secret_memory(memory, count * sizeof(T)); }
  bool operator==(const WipingAllocator&) const { return true; }
};

/// Numbers or bytes that are secret. It has no stream operator on purpose.
template <class T>
using SecretVector = std::vector<T, WipingAllocator<T>>;

using SecretBytes = SecretVector<unsigned char>;

}  // namespace he
