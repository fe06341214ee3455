#include "he/secure_memory.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace he {
namespace {

// Every block has pages of its own: what is locked by the page must not be unlocked with a neighbour. The
// largest that is kept is some polynomials.
constexpr std::size_t kPage = 4096, kLargestKept = 4u << 20, kKept = 24;

std::size_t rounded(std::size_t bytes) {
  return std::max<std::size_t>(1, (bytes + kPage - 1) / kPage) * kPage;
}

void* allocate(std::size_t bytes) {
  void* memory = std::aligned_alloc(kPage, bytes);
  if (!memory) throw std::bad_alloc();
  sodium_mlock(memory, bytes);
  return memory;
}

/// Wipes, too.
void release(void* memory, std::size_t bytes) {
  sodium_munlock(memory, bytes);
  std::free(memory);
}

/// Wiped blocks of one thread, of whole pages.
class Kept {
 public:
  ~Kept() {
    ended_ = true;
    for (std::size_t i = 0; i < count_; ++i) release(blocks_[i].memory, blocks_[i].bytes);
    count_ = 0;
  }
  void* take(std::size_t bytes) {
    for (std::size_t i = count_; i-- > 0;)
      if (blocks_[i].bytes == bytes) {
        void* memory = blocks_[i].memory;
        blocks_[i] = blocks_[--count_];
        return memory;
      }
    return nullptr;
  }
  bool keep(void* memory, std::size_t bytes) {
    if (ended_ || count_ == blocks_.size() || bytes > kLargestKept) return false;
    blocks_[count_++] = {memory, bytes};
    return true;
  }

 private:
  struct Block {
    void* memory;
    std::size_t bytes;
  };
  std::array<Block, kKept> blocks_;
  std::size_t count_ = 0;
  bool ended_ = false;  // other objects of the thread may outlive this one
};

thread_local Kept kept;

}  // namespace

void* take_secret_memory(std::size_t bytes) {
  void* memory = kept.take(rounded(bytes));
  return memory ? memory : allocate(rounded(bytes));
}

void give_back_secret_memory(void* memory, std::size_t bytes) noexcept {
  sodium_memzero(memory, bytes);
  if (!kept.keep(memory, rounded(bytes))) release(memory, rounded(bytes));
}

}  // namespace he
