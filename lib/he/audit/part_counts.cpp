#include "he/audit/part_counts.h"

namespace he::audit {
namespace {

void add_all(std::vector<UniformityCounts>& counts, std::span<const double> polynomials, std::size_t degree) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i].add(polynomials.subspan(i * degree, degree));
}

void add_all(std::vector<UniformityCounts>& counts, const std::vector<UniformityCounts>& others) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i].add(others[i]);
}

}  // namespace

PartCounts::PartCounts(const schemes::ckks::Parameters& parameters, LatticeForm form)
    : form_(std::move(form)), moduli_(parameters.moduli()), degree_(parameters.degree()) {
  for (std::size_t i = 0; i < form_.parts() * form_.limbs; ++i) {
    const UniformityCounts counts(moduli_[i % form_.limbs]);
    if (i < form_.powers * form_.limbs) transformed_.push_back(counts);
    coefficients_.push_back(counts);
  }
}

void PartCounts::add(const OpenedCiphertext& opened) {
  add_all(transformed_, opened.transformed, degree_);
  add_all(coefficients_, opened.coefficients, degree_);
}

void PartCounts::add(const PartCounts& other) {
  add_all(transformed_, other.transformed_);
  add_all(coefficients_, other.coefficients_);
}

std::vector<PartTest> PartCounts::tests() const {
  std::vector<PartTest> all;
  const auto take = [&](const std::vector<UniformityCounts>& counts, bool transformed) {
    for (std::size_t i = 0; i < counts.size(); ++i)
      for (const UniformityTest& test : counts[i].tests())
        all.push_back(
            {form_.part(i / form_.limbs), transformed, moduli_[i % form_.limbs], counts[i].count(), test});
  };
  take(transformed_, true);
  take(coefficients_, false);
  return all;
}

}  // namespace he::audit
