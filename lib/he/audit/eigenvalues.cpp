#include "he/audit/eigenvalues.h"

#include <algorithm>
#include <cmath>

#include "he/error.h"

namespace he::audit {
namespace {

/// C − t·I, t half of the trace: {n11, n12, n21, −n11}.
std::array<double, 4> traceless(const double* c) {
  const double half = (c[0] - c[3]) / 2;
  return {half, c[1], c[2], -half};
}

/// s² for the eigenvalues t ± s; negative or NaN where they are not real.
double squared_gap(const double* c) {
  const auto n = traceless(c);
  return n[0] * n[0] + n[1] * n[2];
}

const double* widest(std::span<const double> matrices) {
  const double* best = nullptr;
  double gap = 0;
  for (std::size_t i = 0; i + 4 <= matrices.size(); i += 4) {
    const double here = squared_gap(&matrices[i]);
    if (std::isfinite(here) && here > gap) gap = here, best = &matrices[i];
  }
  return best;
}

/// Distance of a matrix from the plane, relative to its own size.
double off_subspace(const double* c, const std::array<double, 4>& q) {
  const auto n = traceless(c);
  const double b = (q[0] * n[0] + q[1] * n[2] + q[2] * n[1] + q[3] * n[3]) / 2;
  double distance = 0, size = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    distance = std::max(distance, std::fabs(n[k] - b * q[k]));
    size = std::max(size, std::fabs(c[k]));
  }
  return size > 0 && std::isfinite(size) ? distance / size : 0;
}

}  // namespace

KeySubspace subspace_of_ciphertexts(std::span<const double> matrices, const std::string& file) {
  const double* c = widest(matrices);
  if (!c)
    throw DataError(file + ": none of its matrices has two different real eigenvalues, as ciphertexts have");
  KeySubspace subspace;
  const double gap = std::sqrt(squared_gap(c));
  const auto n = traceless(c);
  for (std::size_t k = 0; k < 4; ++k) subspace.q[k] = n[k] / gap;
  for (std::size_t i = 0; i + 4 <= matrices.size(); i += 4)
    subspace.off = std::max(subspace.off, off_subspace(&matrices[i], subspace.q));
  return subspace;
}

Eigen::MatrixXd channel_map(const CiphertextForm& form, const KeySubspace& subspace) {
  const auto& q = subspace.q;
  Eigen::MatrixXd map(form.channels(), form.entries());
  for (std::size_t channel = 0; channel < form.channels(); ++channel) {
    // Eigenvalue t ± s of C = t·I + s·Q: (tr C ± tr QC)/2. Then the value at a root of the polynomial with
    // these coefficients.
    const double sign = channel < form.degree ? 0.5 : -0.5;
    const Eigen::RowVector4d eigenvalue(0.5 + sign * q[0], sign * q[2], sign * q[1], 0.5 + sign * q[3]);
    const auto row = static_cast<Eigen::Index>(channel);
    double power = 1;
    for (std::size_t k = 0; k < form.degree; ++k, power *= form.roots[channel % form.degree])
      map.block<1, 4>(row, static_cast<Eigen::Index>(4 * k)) = power * eigenvalue;
  }
  return map;
}

}  // namespace he::audit
