#pragma once

#include <memory>
#include <string>

#include "he/io/bytes/pending_output.h"
#include "he/sim/angiogram_set.h"

namespace he::sim {

/// Where simulated frames go, in their order. Nothing appears under the name before commit().
class AngiogramOutput : public io::PendingOutput {
 public:
  /// `first`: number of the first one within the set.
  virtual void write(std::span<const Angiogram> angiograms, std::size_t first) = 0;
  /// JSON text; a folder has no place for it.
  virtual void set_provenance(const std::string& json) = 0;
};

/// A data set in HDF5 (see angiogram_info()), or, where `path` ends in `/` or is a folder, a folder LCA and a
/// folder RCA with a PNG file of 8 bits a frame. Throws UsageError for names that ask for CSV and for folders
/// that are not empty, IoError where nothing can be written.
std::unique_ptr<AngiogramOutput> open_angiogram_output(const std::string& path, std::size_t images, int size);

/// Collects a table of frames for `path`: identifier, artery, view, angles of the C-arm, dominance,
/// subtraction and access.
std::unique_ptr<AngiogramOutput> open_angiogram_table(const std::string& path);

}  // namespace he::sim
