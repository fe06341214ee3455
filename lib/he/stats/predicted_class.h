#pragma once

#include "he/io/records/records.h"

namespace he::stats {

/// The info of predictions after replace_by_class(): one number a record, named "class".
io::DatasetInfo class_info(io::DatasetInfo info);

/// Replaces the scores of every record by its class (class_of); NaN where a score is not finite.
void replace_by_class(io::Records& records);

}  // namespace he::stats
