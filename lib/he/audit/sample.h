#pragma once

#include <span>
#include <vector>

#include "he/audit/eigenvalues.h"
#include "he/audit/numbers.h"

namespace he::audit {

/// The candidates for some columns of a file's records, which the choice of the channel is made from.
struct Sample {
  std::size_t channels = 0;
  std::size_t records = 0;
  bool complete = false;    ///< these are all records of the file
  bool one_window = false;  ///< it holds all records of a file in which any two can have been exchanged
  std::vector<std::size_t> columns;         ///< neighbours in pairs, spread over the record
  std::vector<std::vector<double>> values;  ///< of every column: [channels, records]

  std::span<const double> channel(std::size_t column, std::size_t channel) const {
    return std::span(values[column]).subspan(channel * records, records);
  }
};

/// What the first reading of a file gives.
struct Candidates {
  KeySubspace subspace;
  Eigen::MatrixXd map;  ///< channel_map()
  Sample sample;
};

/// Takes the plane from the ciphertexts of the first records, then reads all records for the sample: whole
/// columns of at most 65,536 records, about 4 million candidates in all. Columns that hold NaN or infinity
/// are left out.
Candidates find_candidates(io::RecordSource& data, const CiphertextForm& form);

/// The true values of the sample's columns, each [records].
std::vector<std::vector<double>> true_values(Truth& truth, const Sample& sample);

}  // namespace he::audit
