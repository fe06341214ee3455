#pragma once

#include <optional>
#include <string>
#include <vector>

#include "he/io/models/model.h"
#include "he/io/records/records.h"
#include "he/stats/classification.h"
#include "he/stats/difference.h"

namespace he::stats {

struct Column {
  std::string name;  ///< "age"; "age | alter" where the two sides name it differently; "x[2,3]" without names
  Difference difference;
};

/// Classes of two sides, record by record.
struct ClassComparison {
  ConfusionMatrix confusion;       ///< b counts as the truth
  std::vector<std::string> names;  ///< of the classes; may be empty
  std::optional<double> auc;       ///< two classes, and a gives scores
  bool against_truth =
      false;  ///< one side holds targets or labels: accuracy; else agreement of two predictions
};

/// Numbers that belong together: the features, the targets, or predictions against targets.
struct FieldComparison {
  std::string name;  ///< "x", "y", "y_hat against y" …
  std::vector<Column>
      columns;  ///< empty where class scores met class labels: only classes can be compared then
  Difference overall;
  std::optional<ClassComparison> classes;
};

struct Comparison {
  std::size_t records = 0;  ///< 0 for models
  bool joined = false;      ///< matched by identifiers that stood in different orders
  std::vector<FieldComparison> fields;
};

/// Compares plain data sets or predictions in one pass, block by block. Two data sets: x and, where both have
/// targets, y. Predictions against a data set: its targets, or its columns where it has none (a table of
/// predictions or labels). One column of class labels meets k columns of class scores through their largest.
/// `classes`: compare classes in any case. Records are matched as Pairing does. Throws DataError where a side
/// is encrypted, or columns do not fit: different numbers of them, or the same names in another order.
Comparison compare(io::RecordSource& a, io::RecordSource& b, bool classes);

/// Compares plain models weight by weight ("dense/kernel"); layers are matched by position. Where both have a
/// learning curve, it is a second field, "learning_curve". `name_a`, `name_b`: for messages. Throws DataError
/// where a side is encrypted, or the architectures or the columns or epochs of the curves differ.
Comparison compare(const io::ModelDescription& a, const io::ModelDescription& b, const std::string& name_a,
                   const std::string& name_b);

}  // namespace he::stats
