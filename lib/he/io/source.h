#pragma once

#include <memory>
#include <string>
#include <vector>

#include "he/io/byte_input.h"
#include "he/io/dataset.h"
#include "he/io/image_options.h"

namespace he::io {

enum class MissingValues { refuse, drop, mean };

/// How a table, images or an HDF5 file are to be read as records.
struct SourceOptions {
  std::string id_column{};              ///< identifier column; "row" numbers the records from 1
  bool find_id = false;                 ///< CSV without id_column: a column named "id" holds the identifiers
  std::vector<std::string> features{};  ///< columns in this order; empty: all but identifier and targets
  std::vector<std::string> targets{};   ///< target columns
  std::vector<std::string> text_columns{};  ///< columns whose values are coded 0, 1, … in sorted order
  std::string labels{};                     ///< IDX: file with the labels of the images
  ImageOptions images{};                    ///< PNG, PGM and DICOM
  bool one_hot = false;                     ///< class targets become one column a class
  bool header = true;  ///< CSV: the first row names the columns; else they are c1, c2, …
  MissingValues missing = MissingValues::refuse;
  bool allow_virtual = false;  ///< HDF5: virtual data sets over files of the same folder
};

/// What open_source() is to read: open_unpacked(path), or nullptr where it is a folder.
std::unique_ptr<ByteInput> open_input(const std::string& path);

/// Opens a set of records whatever its format is: HDF5 (plain or encrypted), IDX and IDX.gz, an image (PNG,
/// PGM, DICOM), a folder of images, a list of images, else CSV; `-` is standard input, which is held in
/// memory. The content decides, not the name. Throws IoError where the file
/// cannot be read, DataError or Unsupported where its content is at fault, UsageError where an option does
/// not apply to the format.
std::unique_ptr<RecordSource> open_source(const std::string& path, const SourceOptions& options = {});
/// The same from what open_input(path) opened.
std::unique_ptr<RecordSource> open_source(const std::string& path, std::unique_ptr<ByteInput> input,
                                          const SourceOptions& options);

/// Whether `input`, which open_input(path) opened, is a model file in HDF5, so for read_model(path). It
/// can be read again, and so can standard input by its name. `allow_virtual`: as open_dataset_file() has it.
/// Throws what opening the file throws.
bool is_model(const std::string& path, ByteInput& input, bool allow_virtual = false);

}  // namespace he::io
