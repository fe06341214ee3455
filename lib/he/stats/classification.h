#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace he::stats {

/// The class that one number names: a whole number from 0 on, up to the rounding of a decrypted one (1e-9).
/// Nothing for other numbers.
std::optional<std::size_t> class_label(double number);

/// The class that a record's numbers stand for. Several numbers: the index of the largest, the first of
/// equals. One: a class label is the class itself; any other is a score, class 1 above 0.5 and
/// class 0 below. Nothing where a number is NaN or infinite, or there is none.
std::optional<std::size_t> class_of(std::span<const double> numbers);

/// How often records of a true class are put into which class.
class ConfusionMatrix {
 public:
  using Class = std::optional<std::size_t>;

  void add(Class truth, Class predicted);

  std::size_t count(std::size_t truth, std::size_t predicted) const;
  /// The pairs (true, predicted) that occur.
  const std::map<std::pair<std::size_t, std::size_t>, std::size_t>& counts() const { return counts_; }
  std::size_t records() const { return records_; }
  /// Records for which a class is missing on either side; they count as wrong.
  std::size_t unclassified() const { return unclassified_; }
  /// The largest class that occurs, plus one.
  std::size_t classes() const { return classes_; }
  /// Share of records whose two classes agree; 0 without records.
  double accuracy() const;

 private:
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> counts_;
  std::size_t records_ = 0, unclassified_ = 0, classes_ = 0;
};

/// Area under the receiver operating characteristic: the probability that a positive record scores above a
/// negative one, equal scores counting half (Mann-Whitney U with midranks; Hanley & McNeil, Radiology 143,
/// 1982). Exact. `positive` has one entry a score. NaN where one of the two kinds is missing or a score is
/// NaN.
double area_under_curve(std::span<const double> scores, const std::vector<bool>& positive);

}  // namespace he::stats
