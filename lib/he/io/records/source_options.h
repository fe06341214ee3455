#pragma once

#include <map>
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
  std::vector<std::string> usual_features{};  ///< CSV: columns to take where `features` names none
  std::vector<std::string> targets{};         ///< target columns
  std::vector<std::string> text_columns{};    ///< columns whose values are coded 0, 1, … in sorted order
  std::string labels{};                       ///< IDX: file with the labels of the images
  ImageOptions images{};                      ///< PNG, PGM and DICOM
  bool one_hot = false;                       ///< class targets become one column a class
  bool header = true;  ///< CSV: the first row names the columns; else they are c1, c2, …
  MissingValues missing = MissingValues::refuse;
  bool allow_virtual = false;  ///< HDF5: virtual data sets over files of the same folder
};

/// What one kind of source takes of these options, as users write them. Each kind declares it beside its
/// reader; `--id-column row` and `--normalise` any of them takes.
struct TakenOptions {
  std::string kind;                             ///< for messages: "a table"
  std::vector<std::string> options;             ///< such as "--features"
  std::map<std::string, std::string> advice{};  ///< what to do in place of an option that it does not take
};

/// The options that were given, in the order of help texts.
std::vector<std::string> given_options(const SourceOptions& options);

/// Throws UsageError where an option was given that `mine` does not take: it names the kinds of `all` that
/// do, and what to do. `name`: the source, for the message.
void require_taken(const std::string& name, const SourceOptions& options, const TakenOptions& mine,
                   const std::vector<const TakenOptions*>& all);

}  // namespace he::io
