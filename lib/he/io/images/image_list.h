#pragma once

#include <string>
#include <vector>

#include "he/io/records/source_options.h"
#include "he/io/tables/csv_table.h"

namespace he::io {

/// Files with images, and what is known of each. Names take memory, pixels do not.
struct ImageList {
  struct Entry {
    std::string file;  ///< relative to `folder`
    double label = 0;
    std::string id;  ///< of the column that names the records
  };

  std::string name;    ///< for messages
  std::string folder;  ///< where the files are; "" for the current one
  std::vector<Entry> entries;
  std::string target;                ///< name of the label; empty where there are none
  std::vector<std::string> classes;  ///< meaning of labels 0, 1, …; empty for labels that are numbers
  bool has_ids = false;              ///< entries have identifiers of their own

  std::string path(const Entry& entry) const;
};

/// The images in a folder, in sorted order: with one sub-folder for each class, named after it, or without
/// classes. What lies deeper in a sub-folder belongs to it; hidden files are passed over. Throws DataError
/// where files lie beside sub-folders or where there is no file, IoError where a folder cannot be read.
ImageList images_in_folder(const std::string& path);

/// Whether a table with names is a list of images: it has a column `file`, no features were asked for, and
/// the first of the files is there as an image or is named like one. Leaves the table at its start.
bool lists_images(CsvTable& table, const SourceOptions& options);

/// The images of a list, whose files are relative to it. The label is the target that was asked for, else the
/// column `label` where there is one: classes or numbers as in any table. `id_column` may name a column.
/// Throws DataError with row and column, UsageError for columns that are not there.
ImageList images_in_list(CsvTable& table, const SourceOptions& options);

}  // namespace he::io
