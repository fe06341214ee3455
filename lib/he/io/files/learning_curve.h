#pragma once

#include <string>

#include "he/io/models/model.h"

namespace he::io {

namespace h5 {
class File;
}

/// The curve of a model file, `/learning_curve` and `/learning_curve_names`; none where the file has none.
/// `layout`: that of the model's weights. Throws DataError where extents, names or layout do not fit.
LearningCurve read_learning_curve(const h5::File& file, bool plain, const PayloadLayout& layout);

/// Writes a curve, or nothing where there is none. Throws DataError where its values are not those of its
/// epochs and columns.
void write_learning_curve(h5::File& file, const LearningCurve& curve, bool plain,
                          const PayloadLayout& layout);

/// A plain curve as CSV: the row of names "epoch,loss,…", one row an epoch, counted from 1. `digits`:
/// significant digits of the values; 0 is as many as reading them back needs.
std::string to_csv(const LearningCurve& curve, int digits = 0);

}  // namespace he::io
