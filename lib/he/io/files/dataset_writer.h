#pragma once

#include <memory>
#include <string>

#include "he/io/bytes/atomic_file.h"
#include "he/io/records/records.h"

namespace he::io {

/// Writes a data set or predictions as HDF5, block by block, atomically: the file appears under its name with
/// commit() and not before; without it nothing is left. `-` is standard output (held in memory until
/// commit()).
class DatasetWriter final : public PendingOutput {
 public:
  using Privacy = io::Privacy;  ///< owner_only: mode 0600, for everything decrypted

  /// `info.records` must be the number of records that will be written.
  DatasetWriter(const std::string& path, const DatasetInfo& info, Privacy privacy = Privacy::shared);
  ~DatasetWriter() override;
  DatasetWriter(DatasetWriter&&) noexcept;

  /// Appends records; `first` must continue where the last call ended.
  void write(const Records& records);
  /// `json`: text of the provenance, replacing that of the info.
  void set_provenance(const std::string& json);
  /// Throws DataError where records are missing, IoError where any of them could not be written.
  void prepare() override;
  void publish() override;
  void settle() noexcept override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace he::io
