#include "he/audit/lattice_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "he/error.h"
#include "he/ring/pointwise.h"
#include "he/schemes/ckks/payload.h"
#include "he/schemes/ckks/uniform.h"

namespace he::audit {
namespace {

using namespace schemes::ckks;

std::vector<double> scaled(std::span<const double> numbers, double factor) {
  std::vector<double> out(numbers.begin(), numbers.end());
  for (double& x : out) x *= factor;
  return out;
}

}  // namespace

std::string LatticeForm::part(std::size_t index) const {
  if (index < powers) return fmt::format("{}_{}", letter, index);
  return fmt::format("{0}_0 {1} {0}_1", letter, index == powers ? "+" : "-");
}

LatticeForm lattice_form(const Parameters& parameters, const io::Field& field, const std::string& file) {
  if (field.layout == data_layout(parameters))
    return {2, parameters.limbs(), parameters.mode() == Mode::secret_key, "c"};
  const auto form = result_form(parameters, field.layout);
  if (!form || form->powers < 2)
    throw DataError(file + ": its numbers are not laid out as its scheme writes them");
  return {form->powers, form->limbs, false, "d"};
}

LatticeForm lattice_form_of_key(const Parameters& parameters) {
  return {parameters.powers(), parameters.limbs(), false, "p"};
}

std::vector<double> polynomials_of(const Parameters& parameters, const LatticeForm& form,
                                   std::span<const double> cell) {
  const std::size_t n = parameters.degree();
  std::vector<double> polynomials(form.powers * form.limbs * n);
  const std::size_t on_file = form.seeded ? 1 : form.powers;
  for (std::size_t i = 0; i < on_file * form.limbs; ++i)
    read_residues(parameters.moduli()[i % form.limbs], cell.subspan(i * n, n),
                  std::span(polynomials).subspan(i * n, n));
  if (!form.seeded) return polynomials;
  const Seed seed = seed_of(cell.last(kSeedWords));
  for (std::size_t limb = 0; limb < form.limbs; ++limb)
    uniform_polynomial(seed, 1, limb, ring::Modulus(parameters.moduli()[limb]),
                       std::span(polynomials).subspan((form.limbs + limb) * n, n));
  return polynomials;
}

std::vector<double> polynomials_of_key(const Parameters& parameters, const SchemeInfo& scheme) {
  const std::size_t n = parameters.degree(), limbs = parameters.limbs();
  const auto& sum = whole_numbers_of(scheme, "rerandomization_key", {limbs, n}, 0x1p32);
  const Seed seed = seed_of(whole_numbers_of(scheme, "rerandomization_seed", {kSeedWords}, 0x1p32));
  std::vector<double> polynomials = polynomials_of(parameters, {1, limbs, false, "p"}, sum);
  polynomials.resize(parameters.powers() * limbs * n);
  for (std::size_t power = 1; power < parameters.powers(); ++power)
    for (std::size_t limb = 0; limb < limbs; ++limb)
      uniform_polynomial(seed, static_cast<std::uint32_t>(power), limb,
                         ring::Modulus(parameters.moduli()[limb]),
                         std::span(polynomials).subspan((power * limbs + limb) * n, n));
  return polynomials;
}

CiphertextOpener::CiphertextOpener(const Parameters& parameters)
    : degree_(parameters.degree()), encoder_(parameters.degree()) {
  for (const std::uint64_t q : parameters.moduli()) transforms_.emplace_back(q, degree_);
}

OpenedCiphertext CiphertextOpener::open(const LatticeForm& form, std::vector<double> transformed) const {
  const std::size_t n = degree_, size = form.limbs * n;
  OpenedCiphertext opened{std::move(transformed), {}};
  opened.coefficients = opened.transformed;
  opened.coefficients.resize(form.parts() * size);
  for (std::size_t i = 0; i < form.powers * form.limbs; ++i)
    transforms_[i % form.limbs].inverse(opened.coefficients.data() + i * n);
  const std::span all(opened.coefficients);
  for (std::size_t limb = 0; limb < form.limbs; ++limb) {
    const auto of = [&](std::size_t part) { return all.subspan(part * size + limb * n, n); };
    ring::add(transforms_[limb].modulus(), of(0), of(1), of(form.powers));
    ring::subtract(transforms_[limb].modulus(), of(0), of(1), of(form.powers + 1));
  }
  return opened;
}

std::vector<std::vector<double>> CiphertextOpener::words(const LatticeForm& form,
                                                         const OpenedCiphertext& opened) const {
  const std::size_t n = degree_;
  const auto unit = [&](std::size_t i) {
    return 1 / static_cast<double>(transforms_[i % form.limbs].modulus().value());
  };
  std::vector<std::vector<double>> rows;
  for (std::size_t i = 0; i < form.powers * form.limbs; ++i)
    rows.push_back(scaled(std::span(opened.transformed).subspan(i * n, n), unit(i)));
  for (std::size_t i = 0; i < form.parts() * form.limbs; ++i) {
    rows.push_back(scaled(std::span(opened.coefficients).subspan(i * n, n), unit(i)));
    std::vector<double> coefficients = rows.back(), slots(n);
    encoder_.to_slots(coefficients, slots);
    rows.push_back(scaled(slots, 1 / std::sqrt(2.0 * static_cast<double>(n))));
  }
  return rows;
}

}  // namespace he::audit
