#pragma once

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "he/audit/eigenvalues.h"
#include "he/audit/sample.h"

namespace he::test {

/// Ciphertexts of the MORE family by the definition: S · diag(m, r) · S⁻¹ for every coefficient of a
/// polynomial whose values at the roots are the message (at root `truth`) and decoys, beside a second
/// polynomial of masks. Written anew here, so that attacks are not tested against the code that encrypts.
class Ciphertexts {
 public:
  explicit Ciphertexts(std::vector<double> roots = {0}, std::size_t truth = 0, unsigned seed = 1)
      : form_{roots.size(), roots}, truth_(truth), engine_(seed) {}

  const audit::CiphertextForm& form() const { return form_; }

  /// Appends the ciphertext of `message` with masks from `mask()`.
  template <class Mask>
  void add(double message, Mask mask, std::vector<double>& out) {
    std::vector<double> first, second;
    for (std::size_t i = 0; i < form_.degree; ++i) {
      first.push_back(i == truth_ ? message : mask());
      second.push_back(mask());
    }
    first = coefficients(first);
    second = coefficients(second);
    for (std::size_t k = 0; k < form_.degree; ++k)
      for (const double c : matrix(first[k], second[k])) out.push_back(c);
  }

  /// Ciphertexts of all `messages` with normal masks.
  std::vector<double> encrypt(const std::vector<double>& messages) {
    std::vector<double> out;
    std::normal_distribution<double> normal;
    for (double m : messages)
      add(
          m, [&] { return normal(engine_); }, out);
    return out;
  }

 private:
  /// S = [[2, 1], [1, 1]], S⁻¹ = [[1, −1], [−1, 2]], multiplied out.
  static std::array<double, 4> matrix(double m, double r) {
    return {2 * m - r, -2 * m + 2 * r, m - r, -m + 2 * r};
  }

  /// Of the polynomial with these values at the roots (Lagrange).
  std::vector<double> coefficients(const std::vector<double>& values) const {
    std::vector<double> sum(form_.degree, 0);
    for (std::size_t i = 0; i < form_.degree; ++i) {
      std::vector<double> basis = {values[i]};
      for (std::size_t k = 0; k < form_.degree; ++k) {
        if (k == i) continue;
        basis.insert(basis.begin(), 0);
        for (std::size_t j = 0; j + 1 < basis.size(); ++j) basis[j] -= form_.roots[k] * basis[j + 1];
        for (double& b : basis) b /= form_.roots[i] - form_.roots[k];
      }
      for (std::size_t j = 0; j < form_.degree; ++j) sum[j] += basis[j];
    }
    return sum;
  }

  audit::CiphertextForm form_;
  std::size_t truth_;
  std::mt19937_64 engine_;
};

/// Degrees 1 (MORE) to 8, with roots as keys have them: Chebyshev nodes.
inline std::vector<double> roots_of_degree(std::size_t degree) {
  if (degree == 1) return {0};
  std::vector<double> roots;
  for (std::size_t i = 0; i < degree; ++i)
    roots.push_back(
        std::cos(3.14159265358979 * (static_cast<double>(i) + 0.5) / static_cast<double>(degree)));
  return roots;
}

/// A sample of one column a channel list: columns[column][channel][record].
inline audit::Sample sample_of(const std::vector<std::vector<std::vector<double>>>& columns) {
  audit::Sample sample;
  sample.channels = columns.front().size();
  sample.records = columns.front().front().size();
  sample.complete = sample.one_window = true;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    sample.columns.push_back(c);
    sample.values.emplace_back();
    for (const auto& channel : columns[c])
      sample.values.back().insert(sample.values.back().end(), channel.begin(), channel.end());
  }
  return sample;
}

}  // namespace he::test
