#include "he/secret/ckks/encryptor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "he/error.h"
#include "he/parallel.h"
#include "he/schemes/ckks/uniform.h"
#include "he/secret/streams.h"
#include "he/text.h"

namespace he::secret::ckks {
namespace {

using namespace schemes::ckks;

/// BLAKE2b of parts under a key, 32 bytes.
class KeyedHash {
 public:
  explicit KeyedHash(const SecretBytes& key) {
    crypto_generichash_init(&state_, key.data(), key.size(), kSize);
  }
  ~KeyedHash() { sodium_memzero(&state_, sizeof state_); }
  KeyedHash(const KeyedHash&) = delete;
  KeyedHash& operator=(const KeyedHash&) = delete;
  void add(const void* data, std::size_t size) {
    crypto_generichash_update(&state_, static_cast<const unsigned char*>(data), size);
  }
  void finish(unsigned char* out) { crypto_generichash_final(&state_, out, kSize); }

 private:
  static constexpr std::size_t kSize = 32;
  crypto_generichash_state state_;
};

SecretBytes hash_of(std::span<const double> numbers) {
  SecretBytes digest(32);
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(numbers.data()),
                     numbers.size_bytes(), nullptr, 0);
  return digest;
}

/// What fits a quarter of the modulus, with a bit to spare.
Range range_of_targets(const Parameters& p) {
  const double largest = std::exp2(p.modulus_bits() - p.scale_bits() - 3);
  return {-largest, largest};
}

}  // namespace

CkksEncryptor::CkksEncryptor(const CkksKey& key, const io::DatasetInfo& info, std::string file,
                             const RandomSource& random, const Wishes& wishes)
    : key_(key),
      random_(random),
      file_(std::move(file)),
      layout_(data_layout(key.parameters())),
      names_(info.feature_names),
      features_(element_count(info.x.shape)),
      columns_(features_ + (info.y ? element_count(info.y->shape) : 0)),
      seeds_(sub_key(key.master(), "seeds")),
      errors_(sub_key(key.master(), "errors")),
      wishes_(wishes) {}

void CkksEncryptor::encrypt(const io::Records& plain, io::Records& out) {
  const Parameters& p = key_.parameters();
  const std::vector<double> clamped = wishes_.clamp ? within_range(plain.x) : std::vector<double>();
  const Numbers x{wishes_.clamp ? clamped : plain.x, features_, 0, wishes_.range, "feature"},
      y{plain.y, columns_ - features_, features_, range_of_targets(p), "target"};
  require_in_range(x, plain.first);
  require_in_range(y, plain.first);
  out.x = encrypt_field(x, plain);
  out.y = encrypt_field(y, plain);
  group_ += layout_.rows(plain.count);
}

/// What is not finite stays so, and is refused.
std::vector<double> CkksEncryptor::within_range(const std::vector<double>& numbers) {
  const Range& range = wishes_.range;
  std::vector<double> within = numbers;
  for (double& x : within) {
    if (!std::isfinite(x) || (x >= range.low && x <= range.high)) continue;
    x = std::clamp(x, range.low, range.high);
    ++clamped_;
  }
  return within;
}

/// "column 'SBP'" where names are known, else "feature 2".
std::string CkksEncryptor::named(const Numbers& numbers, std::size_t index) const {
  const std::size_t column = numbers.first_column + index;
  return column < names_.size() ? "column " + quote(names_[column])
                                : fmt::format("{} {}", numbers.what, index + 1);
}

void CkksEncryptor::require_in_range(const Numbers& numbers, std::size_t first_record) const {
  for (std::size_t i = 0; i < numbers.values.size(); ++i) {
    const double value = numbers.values[i];
    if (value >= numbers.range.low && value <= numbers.range.high) continue;
    throw DataError(fmt::format(
        "{}: record {}: {} is {}: the key's model takes numbers from {} to {}, as they are after --scale and "
        "--standardise; was one of these forgotten?",
        file_, first_record + i / numbers.features + 1, named(numbers, i % numbers.features),
        std::isfinite(value) ? "out of range" : "not finite", numbers.range.low, numbers.range.high));
  }
}

std::vector<double> CkksEncryptor::encrypt_field(const Numbers& numbers, const io::Records& plain) const {
  if (numbers.values.empty()) return {};
  const std::size_t n = layout_.record_granularity, cell = element_count(layout_.element),
                    cells = layout_.rows(plain.count) * numbers.features;
  std::vector<double> payload(cells * cell);
  parallel_for(cells, 1, [&](std::size_t i) {
    const std::size_t first = i / numbers.features * n, feature = i % numbers.features,
                      count = std::min(n, plain.count - first);
    SecretVector<double> slots(n, 0.0);
    for (std::size_t r = 0; r < count; ++r)
      slots[r] = numbers.values[(first + r) * numbers.features + feature];
    const std::size_t column = (group_ + i / numbers.features) * columns_ + numbers.first_column + feature;
    encrypt_cell(slots, column, std::span(payload).subspan(i * cell, cell));
  });
  return payload;
}

/// `column` counts features and targets of all groups so far.
void CkksEncryptor::encrypt_cell(std::span<const double> slots, std::size_t column,
                                 std::span<double> cell) const {
  const std::uint64_t place[2] = {column / columns_, column % columns_};
  SecretBytes fresh(32), error_key(32);
  RandomStream(random_, column * kStreams + x_masks).bytes(fresh);
  const SecretBytes message = hash_of(slots);
  Seed seed;
  KeyedHash seeds(seeds_);
  seeds.add(fresh.data(), fresh.size());
  seeds.add(place, sizeof place);
  seeds.add(message.data(), message.size());
  seeds.finish(seed.data());
  KeyedHash errors(errors_);
  errors.add(seed.data(), seed.size());
  errors.finish(error_key.data());

  const std::size_t n = slots.size();
  SecretVector<double> error(n);
  draw_centred_binomial(error_key, 0, error);
  SecretVector<double> sum = key_.ring().encoded(slots, error);
  for (std::size_t limb = 0; limb < key_.parameters().limbs(); ++limb) {
    const std::span row(sum.data() + limb * n, n);
    key_.ring().subtract_product(limb, uniform_polynomial(seed, 1, limb, key_.ring().modulus(limb), n), 1,
                                 row);
    write_residues(key_.parameters().moduli()[limb], row, cell.subspan(limb * n, n));
  }
  write_seed(seed, cell.last(kSeedWords));
}

}  // namespace he::secret::ckks
