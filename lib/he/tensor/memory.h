#pragma once

namespace he {

/// Lets this process keep the memory that tensors give back for those that follow. Training makes and drops
/// tensors of some 10 MB at every step; to return them to the system and to get them again, page by page,
/// takes up to a third of its time. For the start of a program.
void keep_freed_memory();

}  // namespace he
