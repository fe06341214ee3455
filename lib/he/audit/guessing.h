#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace he::audit {

/// A number that is known, at a column of a matrix of ciphertext words.
struct KnownSlot {
  std::size_t slot = 0;
  double value = 0;
};

/// How well an attack guesses, beside what chance gives.
struct GuessingScore {
  std::size_t known = 0;  ///< numbers that it learned from, or pairs that it told apart
  std::size_t tested = 0;
  double score = 0;   ///< correlation, or share that was right
  double chance = 0;  ///< what guessing gives: 0, or 1/2
  double spread = 0;  ///< the standard deviation of guessing
  double ln_p = 0;    ///< an upper bound of the p-value of guessing
  bool run = false;   ///< false: too little was known
};

/// Linear regression of known numbers on ciphertext words: learned from the numbers in even slots, tested on
/// those in odd ones. It keeps sums alone, whatever the number of records.
class HeldOutRegression {
 public:
  explicit HeldOutRegression(std::size_t words);

  void add(const std::vector<std::vector<double>>& words, std::span<const KnownSlot> known);
  void add(const HeldOutRegression& other);
  /// Correlation of predicted and true held-out numbers.
  GuessingScore score() const;
  /// Known numbers that it takes, in even and in odd slots each.
  std::size_t least() const { return 4 * words_; }

 private:
  std::size_t words_, learned_ = 0, tested_ = 0;
  Eigen::MatrixXd learning_, testing_;  // sums of products of words, 1 and number
};

/// Tells pairs of equal numbers, or of ones next to one another in size, from pairs far apart, by how near
/// their ciphertext words are: those nearer than the median are called equal. As many pairs of either kind,
/// none of which share a number.
class NearnessOfEquals {
 public:
  void add(const std::vector<std::vector<double>>& words, std::vector<KnownSlot> known);
  void add(const NearnessOfEquals& other);
  GuessingScore score() const;

 private:
  std::vector<std::pair<double, bool>> pairs_;  // distance of words; whether the numbers are near
};

}  // namespace he::audit
