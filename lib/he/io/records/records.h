#pragma once

#include <optional>
#include <string>
#include <vector>

#include "he/tensor/scheme_info.h"
#include "he/tensor/shape.h"

namespace he::io {

enum class DatasetKind { dataset, predictions };

/// How records are named. Sealed identifiers can be opened by the key holder alone.
enum class IdKind { none, plain, sealed };

/// One array with a row per record.
struct Field {
  Shape shape;           ///< logical shape of one record, without the payload's extents
  PayloadLayout layout;  ///< how the scheme writes a number
};

/// Everything that is known of a set of records before the first one is read.
struct DatasetInfo {
  DatasetKind kind = DatasetKind::dataset;
  SchemeInfo scheme;
  std::size_t records = 0;
  Field x;                                  ///< data set: `/x`; predictions: `/y_hat`
  std::optional<Field> y;                   ///< data set with targets: `/y`
  std::vector<std::string> feature_names;   ///< of x (data set); empty where unknown
  std::vector<std::string> target_names;    ///< of y (data set) or y_hat (predictions)
  std::vector<std::string> class_names;     ///< meaning of the numbers 0, 1, … of a class target
  std::size_t left_out = 0;                 ///< rows of a table that lack values and are dropped; not on file
  std::vector<std::string> unused_columns;  ///< of a table, which nobody asked for; not on file
  IdKind ids = IdKind::none;
  std::size_t sealed_id_bytes = 0;  ///< bytes of one sealed identifier
  std::string model_fingerprint;    ///< predictions: which model made them
  /// Predictions: the largest difference to a plain run that the scheme expects, relative to max(1, largest
  /// magnitude); nothing where nothing was encrypted.
  std::optional<double> expected_error;
  std::string provenance;  ///< JSON text; empty where there is none
};

/// Some consecutive records. Vectors that do not apply are empty.
struct Records {
  std::size_t first = 0;  ///< index of the first record in its source
  std::size_t count = 0;
  std::vector<double> x;  ///< [count, shape…] numbers, or their payload
  std::vector<double> y;
  std::vector<std::string> ids;           ///< plain identifiers
  std::vector<unsigned char> sealed_ids;  ///< [count, sealed_id_bytes]
};

/// Where records come from: HDF5, CSV, IDX. Records pass in blocks, so that memory does not depend on their
/// number.
class RecordSource {
 public:
  virtual ~RecordSource() = default;
  virtual const DatasetInfo& info() const = 0;
  /// The name to use in messages: the file, or "standard input".
  virtual const std::string& name() const = 0;
  /// The next at most `limit` records; count 0 at the end. Throws DataError with file, row and column. Where
  /// the layout has a record granularity, `limit` must be a multiple of it.
  virtual Records next(std::size_t limit) = 0;
  /// Continues with record `first` (a multiple of the granularity).
  virtual void seek(std::size_t first) = 0;
};

}  // namespace he::io
