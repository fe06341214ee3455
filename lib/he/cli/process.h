#pragma once

#include <cstddef>

namespace he::cli {

/// Opens those of the descriptors 0 to 2 that are closed on /dev/null, the wrong way round: no file that is
/// opened later is taken for a standard stream, and who uses the stream still gets an error.
void open_standard_streams();

/// Bytes of memory that the machine has.
std::size_t physical_memory();

/// For tools that hold a key: no core dump, and no other process of the user may attach or read the memory.
/// Throws IoError where the system refuses.
void protect_process();

}  // namespace he::cli
