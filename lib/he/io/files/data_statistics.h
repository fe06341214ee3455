#pragma once

#include "he/io/hdf5/file.h"
#include "he/io/models/model.h"

namespace he::io {

/// What a model file says of the data of a model with `features` inputs. Throws DataError where it is not
/// numbers in their range.
DataStatistics read_data_statistics(const h5::File& file, std::size_t features);
void write_data_statistics(h5::File& file, const DataStatistics& statistics);

}  // namespace he::io
