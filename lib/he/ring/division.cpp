#include "he/ring/division.h"

#include <string>

#include "he/error.h"
#include "he/ring/aligned.h"
#include "he/ring/kernels.h"
#include "he/ring/primes.h"
#include "he/ring/sizes.h"

namespace he::ring {
namespace {

std::span<const std::uint64_t> last_of(std::span<const std::uint64_t> primes, std::size_t kept) {
  if (kept == 0 || kept >= primes.size())
    throw UsageError(std::to_string(kept) + " of " + std::to_string(primes.size()) + " limbs cannot be kept");
  require_distinct_primes(primes);
  return primes.subspan(kept);
}

}  // namespace

DivisionByLast::DivisionByLast(std::span<const std::uint64_t> primes, std::size_t kept)
    : dropped_(last_of(primes, kept)) {
  for (const std::uint64_t prime : primes.first(kept)) {
    const Modulus& q = moduli_.emplace_back(prime);
    double product = 1;
    for (std::size_t i = 0; i < dropped_.limbs(); ++i)
      product = q.multiply(product, q.balanced(dropped_.modulus(i).value()));
    inverses_.push_back(q.inverse(product));
  }
}

template <class Finish>
void DivisionByLast::divide(std::span<double> limbs, const Finish& finish) const {
  const std::size_t entries = limbs.size() / (kept() + dropped_.limbs());
  const auto last = limbs.subspan(kept() * entries);
  dropped_.to_digits(last);
  Doubles remainder(entries);
  for (std::size_t i = 0; i < kept(); ++i) {
    const auto limb = limbs.subspan(i * entries, entries);
    dropped_.residues(last, moduli_[i], remainder);
    finish(i, remainder);
    kernels().subtract_scale(moduli_[i].constants(), limb.data(), remainder.data(), inverses_[i], limb.data(),
                             entries);
  }
}

void DivisionByLast::coefficients(std::span<double> limbs) const {
  require_limbs(limbs.size(), kept() + dropped_.limbs());
  divide(limbs, [](std::size_t, Doubles&) {});
}

void DivisionByLast::transformed(std::span<const Transform> transforms, std::span<double> limbs) const {
  const std::size_t count = kept() + dropped_.limbs(), entries = require_limbs(limbs.size(), count);
  bool fit = transforms.size() == count;
  for (std::size_t i = 0; fit && i < count; ++i)
    fit = transforms[i].degree() == entries &&
          transforms[i].modulus().value() == (i < kept() ? moduli_[i] : dropped_.modulus(i - kept())).value();
  if (!fit) throw UsageError("the transforms are not those of the limbs that are divided");
  for (std::size_t i = kept(); i < count; ++i) transforms[i].inverse(limbs.data() + i * entries);
  divide(limbs, [&](std::size_t i, Doubles& remainder) { transforms[i].forward(remainder.data()); });
}

}  // namespace he::ring
