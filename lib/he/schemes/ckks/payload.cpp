#include "he/schemes/ckks/payload.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "he/error.h"
#include "he/ring/kernels.h"
#include "he/ring/rounding.h"

namespace he::schemes::ckks {
namespace {

constexpr std::string_view kResults = "ckks-2^", kSoftmax = "-softmax", kSigmoid = "-sigmoid";

std::string_view suffix_of(LastFunction last) {
  return last == LastFunction::softmax ? kSoftmax : last == LastFunction::sigmoid ? kSigmoid : "";
}

}  // namespace

PayloadLayout data_layout(const Parameters& p) {
  if (p.mode() == Mode::public_key)
    return {p.degree(), {2 * p.limbs() * p.degree()}, "ckks-public", NumberType::uint32};
  return {p.degree(), {p.limbs() * p.degree() + kSeedWords}, "ckks-seeded", NumberType::uint32};
}

PayloadLayout result_layout(const Parameters& p, const ResultForm& form) {
  return {p.degree(),
          {form.powers, form.limbs, p.degree()},
          fmt::format("{}{}{}", kResults, form.scale_bits, suffix_of(form.last)),
          NumberType::uint32};
}

std::optional<ResultForm> result_form(const Parameters& p, const PayloadLayout& layout) {
  if (layout.element.size() != 3 || !layout.name.starts_with(kResults)) return std::nullopt;
  ResultForm form{layout.element[0], layout.element[1]};
  const std::string_view text = std::string_view(layout.name).substr(kResults.size());
  std::from_chars(text.data(), text.data() + text.size(), form.scale_bits);
  for (const LastFunction last : {LastFunction::softmax, LastFunction::sigmoid})
    if (text.ends_with(suffix_of(last))) form.last = last;
  const bool known = form.powers >= 1 && form.powers <= ring::kMaxPowers && form.limbs >= 1 &&
                     form.limbs <= p.limbs() && form.scale_bits >= 1 &&
                     form.scale_bits <= ring::kMaxScaleExponent;
  return known && layout == result_layout(p, form) ? std::optional(form) : std::nullopt;
}

void read_residues(std::uint64_t q, std::span<const double> payload, std::span<double> residues) {
  if (payload.size() != residues.size())
    throw UsageError("residues of another number than the payload holds");
  const double modulus = static_cast<double>(q), half = (modulus - 1) / 2;
  std::uint64_t wrong = 0;  // integers, since the compiler keeps the order of sums of doubles
  for (std::size_t i = 0; i < residues.size(); ++i) {
    const double x = payload[i];
    wrong |= static_cast<std::uint64_t>(!(x >= 0)) | static_cast<std::uint64_t>(!(x < modulus)) |
             static_cast<std::uint64_t>(!(x == std::trunc(x)));
    residues[i] = x - (x > half ? modulus : 0.0);
  }
  if (wrong != 0) throw DataError(fmt::format("a ciphertext holds a number that is no residue modulo {}", q));
}

void write_residues(std::uint64_t q, std::span<const double> residues, std::span<double> payload) {
  const double modulus = static_cast<double>(q);
  for (std::size_t i = 0; i < residues.size(); ++i)
    payload[i] = residues[i] + (residues[i] < 0 ? modulus : 0.0);
}

}  // namespace he::schemes::ckks
