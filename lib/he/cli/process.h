#pragma once

#include <cstddef>

namespace he::cli {

/// Bytes of memory that the machine has.
std::size_t physical_memory();

/// For tools that hold a key: no core dump, and no other process of the user may attach or read the memory.
/// Throws IoError where the system refuses.
void protect_process();

}  // namespace he::cli
