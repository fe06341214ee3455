#pragma once

#include <memory>
#include <vector>

#include "he/ring/primes.h"
#include "he/schemes/ckks/parameters.h"
#include "he/secret/ckks/key.h"

/// What tests of CKKS share: parameters and records.
namespace he::test {

/// The smallest ring there is, a prime of 26 bits, an input scale of 2^14: for what needs no size.
inline schemes::ckks::Choice small_choice() {
  return {1024, ring::largest_primes(std::uint64_t(1) << 26, 1024, 1), 14, {-4, 4}, 3};
}

/// The digits network's: 96 bits.
inline schemes::ckks::Choice digits_choice() {
  return {4096, ring::largest_primes(std::uint64_t(1) << 32, 4096, 3), 21, {-8, 8}, 3};
}

inline std::unique_ptr<secret::ckks::CkksKey> ckks_key(const schemes::ckks::Choice& choice,
                                                       std::uint64_t seed = 1) {
  return secret::ckks::CkksKey::generate(schemes::ckks::Parameters(choice), secret::RandomSource(seed));
}

/// A set of records in memory, for encryptors, which only want its name.
class NamedRecords final : public io::RecordSource {
 public:
  const io::DatasetInfo& info() const override { return info_; }
  const std::string& name() const override { return name_; }
  io::Records next(std::size_t) override { return {}; }
  void seek(std::size_t) override {}

 private:
  io::DatasetInfo info_;
  std::string name_ = "visits.csv";
};

inline io::Records ckks_encrypted(const secret::SecretKey& key, const io::Records& plain,
                                  const Shape& x_shape, const std::optional<Shape>& y_shape,
                                  const secret::RandomSource& random) {
  io::DatasetInfo info;
  info.records = plain.count;
  info.x.shape = x_shape;
  if (y_shape) info.y = io::Field{*y_shape, {}};
  NamedRecords whole;
  io::Records out;
  key.encryptor(info, whole, {}, random)->encrypt(plain, out);
  return out;
}

}  // namespace he::test
