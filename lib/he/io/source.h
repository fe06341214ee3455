#pragma once

#include <memory>
#include <string>

#include "he/io/bytes/byte_input.h"
#include "he/io/records/records.h"
#include "he/io/records/source_options.h"

namespace he::io {

/// What open_source() is to read: open_unpacked(path), or nullptr where it is a folder.
std::unique_ptr<ByteInput> open_input(const std::string& path);

/// Opens a set of records whatever its format is: HDF5 (plain or encrypted), IDX and IDX.gz, an image (PNG,
/// PGM, DICOM), a folder of images, a list of images, else CSV; `-` is standard input, which is held in
/// memory. The content decides, not the name. Throws IoError where the file
/// cannot be read, DataError or UnsupportedError where its content is at fault, UsageError where an option
/// does not apply to the format.
std::unique_ptr<RecordSource> open_source(const std::string& path, const SourceOptions& options = {});
/// The same from what open_input(path) opened.
std::unique_ptr<RecordSource> open_source(const std::string& path, std::unique_ptr<ByteInput> input,
                                          const SourceOptions& options);

/// Whether `input`, which open_input(path) opened, is a model file in HDF5, so for read_model(path). It
/// can be read again, and so can standard input by its name. `allow_virtual`: as open_dataset_file() has it.
/// Throws what opening the file throws.
bool is_model(const std::string& path, ByteInput& input, bool allow_virtual = false);

}  // namespace he::io
