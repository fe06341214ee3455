#pragma once

#include <string>
#include <vector>

#include "he/io/records/image_options.h"

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

}  // namespace he::io
