#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace he::io {

/// What a file is, without its numbers: kind, scheme, key id, shapes, names, layers, provenance. Of a secret
/// key only scheme, key id and whether a passphrase seals it. Shapes are arrays of extents. Reads HDF5 files
/// of this project and of Keras, tables (every row is visited) and IDX. `allow_virtual`: as
/// open_dataset_file() has it. Throws what reading the file throws.
nlohmann::ordered_json describe_file(const std::string& path, bool allow_virtual = false);

/// A table in text: separator, rows, columns, which of them hold text or miss values.
nlohmann::ordered_json describe_table(const std::string& path);

}  // namespace he::io
