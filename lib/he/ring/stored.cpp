#include "he/ring/stored.h"

#include <algorithm>
#include <limits>
#include <string>

#include "he/error.h"
#include "he/ring/kernels.h"
#include "he/ring/sizes.h"

namespace he::ring {
namespace {

template <class Integer>
void require_fit(const Modulus& q, std::size_t stored, std::size_t residues) {
  require_equal_sizes({stored, residues});
  if (q.value() > std::numeric_limits<Integer>::max())
    throw UsageError("residues modulo " + std::to_string(q.value()) + " do not fit 32 bits");
}

template <class Integer>
[[noreturn]] void refuse(const Modulus& q, std::span<const Integer> stored) {
  const auto wrong = std::ranges::find_if(stored, [&](Integer x) { return x >= q.value(); });
  throw DataError("number " + std::to_string(wrong - stored.begin() + 1) + " of a polynomial is " +
                  std::to_string(*wrong) + ", which is no residue modulo " + std::to_string(q.value()));
}

}  // namespace

void to_stored(const Modulus& q, std::span<const double> residues, std::span<std::uint32_t> stored) {
  require_fit<std::uint32_t>(q, stored.size(), residues.size());
  kernels().to_stored32(q.constants(), residues.data(), stored.data(), stored.size());
}

void to_stored(const Modulus& q, std::span<const double> residues, std::span<std::uint64_t> stored) {
  require_fit<std::uint64_t>(q, stored.size(), residues.size());
  kernels().to_stored64(q.constants(), residues.data(), stored.data(), stored.size());
}

void from_stored(const Modulus& q, std::span<const std::uint32_t> stored, std::span<double> residues) {
  require_fit<std::uint32_t>(q, stored.size(), residues.size());
  if (!kernels().from_stored32(q.constants(), stored.data(), residues.data(), stored.size()))
    refuse(q, stored);
}

void from_stored(const Modulus& q, std::span<const std::uint64_t> stored, std::span<double> residues) {
  require_fit<std::uint64_t>(q, stored.size(), residues.size());
  if (!kernels().from_stored64(q.constants(), stored.data(), residues.data(), stored.size()))
    refuse(q, stored);
}

}  // namespace he::ring
