#include "he/secret/ckks/rerandomization_key.h"

#include <algorithm>

#include "he/ring/pointwise.h"
#include "he/schemes/ckks/payload.h"
#include "he/schemes/ckks/uniform.h"

namespace he::secret::ckks {
namespace {

using namespace schemes::ckks;

/// Σ e_i s^i over all powers, in transformed form.
SecretVector<double> errors_of(const SecretRing& ring, const SecretBytes& master) {
  const std::size_t n = ring.parameters().degree(), limbs = ring.parameters().limbs();
  const SecretBytes key = sub_key(master, "rerandomization errors");
  SecretVector<double> error(n), sum;
  for (std::size_t power = 0; power < ring.parameters().powers(); ++power) {
    draw_centred_binomial(key, power, error);
    SecretVector<double> transformed = ring.transformed(error);
    if (power == 0) {
      sum = std::move(transformed);
      continue;
    }
    for (std::size_t limb = 0; limb < limbs; ++limb)
      ring.add_product(limb, {transformed.data() + limb * n, n}, power, {sum.data() + limb * n, n});
  }
  return sum;
}

}  // namespace

std::map<std::string, Array> rerandomization_key(const SecretRing& ring, const SecretBytes& master) {
  const std::size_t n = ring.parameters().degree(), limbs = ring.parameters().limbs();
  const SecretBytes bytes = sub_key(master, "rerandomization seed");
  Seed seed;
  std::copy(bytes.begin(), bytes.end(), seed.begin());
  SecretVector<double> sum = errors_of(ring, master);
  Array key{{limbs, n}, std::vector<double>(limbs * n)}, words{{kSeedWords}, std::vector<double>(kSeedWords)};
  write_seed(seed, words.values);
  for (std::size_t limb = 0; limb < limbs; ++limb) {
    const std::span row(sum.data() + limb * n, n);
    for (std::size_t power = 1; power < ring.parameters().powers(); ++power)
      ring.subtract_product(
          limb, uniform_polynomial(seed, static_cast<std::uint32_t>(power), limb, ring.modulus(limb), n),
          power, row);
    write_residues(ring.parameters().moduli()[limb], row, std::span(key.values).subspan(limb * n, n));
  }
  return {{"rerandomization_key", std::move(key)}, {"rerandomization_seed", std::move(words)}};
}

}  // namespace he::secret::ckks
