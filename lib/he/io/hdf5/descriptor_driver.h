#pragma once

#include <hdf5.h>

#include <cstdint>
#include <string>

namespace he::io::h5 {

/// An open file that HDF5 reads and writes, and what became of the writes. HDF5 itself forgets failed writes
/// that happen when it closes an object, and in some of these cases it does not survive them. So it is told
/// of none: `error` keeps the first one (errno), nothing is written after it, and whoever commits the file
/// asks.
struct DescriptorState {
  int descriptor;
  int error = 0;           ///< of the first write that failed; 0 where none did
  bool abandoned = false;  ///< nothing more is written: the file will not be kept
  std::uint64_t size = 0;  ///< bytes that the file must have
};

/// Makes files that are opened with `access` use this open file in place of the one that their name leads to.
/// `state` must live as long as the HDF5 file. `where`: for messages.
void set_descriptor_driver(hid_t access, DescriptorState& state, const std::string& where);

/// The state of the file that an object lies in; nullptr where it was opened by its name.
const DescriptorState* state_of(hid_t object, const std::string& where);

}  // namespace he::io::h5
