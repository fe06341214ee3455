#pragma once

#include <memory>
#include <span>
#include <string>

#include "he/io/bytes/atomic_file.h"
#include "he/io/records/records.h"

/// What happens to records between their file and the network: sources that wrap a source. Names and
/// identifiers pass as they are, and targets where nothing else is said.
namespace he::io {

/// Every number of x times `factor`. The source must be plain, here and below.
std::unique_ptr<RecordSource> scaled(std::unique_ptr<RecordSource> source, double factor);

/// (x − mean)/(deviation + 1e-6), mean and deviation (of the population) being those of the numbers.
void standardise(std::span<double> numbers);

/// Every record in z-scores of its own: (x − mean)/(deviation + 1e-6) over the numbers of its x, as images
/// are standardised.
std::unique_ptr<RecordSource> standardised_each(std::unique_ptr<RecordSource> source);

/// Images [rows, columns] or [rows, columns, channels] with `border` rows and columns of zeros on every side.
/// Throws UsageError for records that are no images.
std::unique_ptr<RecordSource> padded(std::unique_ptr<RecordSource> source, std::size_t border);

/// Mean and deviation of every number of x, for z-scores, and perhaps of y.
struct Standardisation {
  std::vector<std::string> feature_names;
  std::vector<double> mean, standard_deviation;
  std::vector<std::string> target_names;
  std::vector<double> target_mean, target_standard_deviation;  ///< empty: targets stay as they are
};

/// From JSON: {"feature_names": […], "mean": […], "deviation": […]}, and the same of targets under
/// "target_names" … where there are any. Throws IoError or DataError.
Standardisation read_standardisation(const std::string& path);
/// The file stands under its name, and is gone again where the result goes away before settle().
AtomicFile write_standardisation(const std::string& path, const Standardisation& standardisation);

/// (x − mean)/deviation, and the same of y with `targets`. Throws DataError where number or names of the
/// features (targets) differ.
std::unique_ptr<RecordSource> standardised(std::unique_ptr<RecordSource> source,
                                           const Standardisation& standardisation, bool targets = false);

/// Records [⌊N·(i−1)/n⌋, ⌊N·i/n⌋) of the N of a source: shard i of n, 1 ≤ i ≤ n, rounded to the source's
/// record granularity.
std::unique_ptr<RecordSource> shard(std::unique_ptr<RecordSource> source, std::size_t i, std::size_t n);

}  // namespace he::io
