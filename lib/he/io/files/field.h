#pragma once

#include "he/io/hdf5/file.h"
#include "he/io/records/records.h"

/// How a field lies on file: extents [payload rows, shape…, element…], and for encrypted ones the attributes
/// logical_shape, record_granularity and layout.
namespace he::io {

struct Extents {
  Field field;
  std::size_t records;
};

/// Takes the extents of a data set apart. Throws DataError where they contradict the attributes or the file's
/// size.
Extents read_extents(const h5::Dataset& dataset, bool plain);

/// Attributes of an encrypted field.
void write_extents(h5::Dataset& dataset, const Extents& extents);

/// Numbers in one row on file.
std::size_t row_width(const Field& field);

/// Extents on file.
Shape payload_shape(const Extents& extents);

}  // namespace he::io
