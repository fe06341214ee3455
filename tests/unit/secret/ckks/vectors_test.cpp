// The scheme against test vectors that a Python program made of docs/format.md, with nothing of this library:
// tests/data/ckks.

#include <doctest/doctest.h>
#include <sodium.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "he/ring/encoding.h"
#include "he/ring/pointwise.h"
#include "he/ring/primes.h"
#include "he/schemes/ckks/payload.h"
#include "he/schemes/ckks/sampling.h"
#include "he/schemes/ckks/uniform.h"
#include "he/secret/ckks/secret_ring.h"

using namespace he;
using namespace he::schemes::ckks;

namespace {

nlohmann::json read_vectors(const std::string& name) {
  std::ifstream file(std::string(HE_TEST_DATA) + "/ckks/" + name + ".json");
  return nlohmann::json::parse(file);
}

template <class Bytes>
Bytes bytes_of(const std::string& hex, Bytes bytes) {
  REQUIRE(sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr, nullptr, nullptr) == 0);
  return bytes;
}

/// BLAKE2b of integers as little-endian words, plus what is added to each.
std::string hash_of(std::span<const double> numbers, double shift = 0) {
  std::vector<std::uint32_t> words;
  for (const double x : numbers) words.push_back(static_cast<std::uint32_t>(x + shift));
  unsigned char digest[32];
  crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(words.data()),
                     4 * words.size(), nullptr, 0);
  char hex[65];
  return sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
}

std::string stored_hash(const ring::Modulus& q, std::span<const double> residues) {
  std::vector<double> stored(residues.size());
  write_residues(q.value(), residues, stored);
  return hash_of(stored);
}

/// The integers that the vectors' program draws from the text and a counter: SHA-256, modulo their number.
std::vector<double> numbers_from(const std::string& text, std::size_t count, int low, int high) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string input = text + " " + std::to_string(i);
    unsigned char digest[32];
    crypto_hash_sha256(digest, reinterpret_cast<const unsigned char*>(input.data()), input.size());
    unsigned rest = 0;
    for (const unsigned char byte : digest)
      rest = (rest * 256 + byte) % static_cast<unsigned>(high - low + 1);
    numbers.push_back(low + static_cast<int>(rest));
  }
  return numbers;
}

struct VectorSet {
  explicit VectorSet(const std::string& name)
      : json(read_vectors(name)),
        parameters({json["degree"], json["moduli"], json["scale_bits"], {-1, 1}, 3}),
        master(bytes_of(json["master"].get<std::string>(), SecretBytes(32))),
        seed(bytes_of(json["seed"].get<std::string>(), Seed())),
        secret_ring(parameters, master) {}

  nlohmann::json json;
  Parameters parameters;
  SecretBytes master;
  Seed seed;
  secret::ckks::SecretRing secret_ring;
};

const char* const kNames[] = {"toy", "n4096"};

}  // namespace

TEST_CASE("primes, roots and orders are those of the test vectors") {
  for (const char* name : kNames) {
    const auto json = read_vectors(name);
    const std::size_t n = json["degree"];
    const std::vector<std::uint64_t> moduli = json["moduli"];
    CHECK(ring::largest_primes(std::uint64_t(1) << (n == 1024 ? 26 : 32), n, moduli.size()) == moduli);
    for (std::size_t i = 0; i < moduli.size(); ++i)
      CHECK(ring::primitive_root(moduli[i], n) == json["roots"][i].get<std::uint64_t>());
    for (std::size_t i = 0; i < 16; ++i) {
      CHECK(ring::exponent_at(n, i) == json["exponents_of_entries"][i].get<std::uint32_t>());
      CHECK(ring::slot_exponent(n, i) == json["exponents_of_slots"][i].get<std::uint32_t>());
    }
  }
}

TEST_CASE("a seed expands, and a master makes the secret, as the test vectors say") {
  for (const char* name : kNames) {
    const VectorSet c(name);
    const std::size_t n = c.parameters.degree();
    for (std::size_t limb = 0; limb < c.parameters.limbs(); ++limb) {
      const ring::Modulus& q = c.secret_ring.modulus(limb);
      CHECK(stored_hash(q, schemes::ckks::uniform_polynomial(c.seed, 1, limb, q, n)) ==
            c.json["uniform"][limb]["blake2b"].get<std::string>());
    }
    const ring::Modulus& q = c.secret_ring.modulus(0);
    CHECK(stored_hash(q, schemes::ckks::uniform_polynomial(c.seed, 2, 0, q, n)) ==
          c.json["uniform_number_2"]["blake2b"].get<std::string>());
    std::vector<double> secret(n);
    schemes::ckks::draw_ternary(secret::ckks::sub_key(c.master, "secret"), 0, secret);
    CHECK(hash_of(secret, 1) == c.json["secret_blake2b"].get<std::string>());
  }
}

TEST_CASE("encryption, product and decryption are those of the test vectors") {
  for (const char* name : kNames) {
    const VectorSet c(name);
    const std::size_t n = c.parameters.degree(), limbs = c.parameters.limbs();
    const int bits = c.parameters.scale_bits();
    std::vector<double> plain = numbers_from("message", n, -1, 1);
    plain[0] = std::ldexp(0.75, bits);
    const std::vector<double> errors = numbers_from("error", n, -21, 21);
    REQUIRE(hash_of(errors, 21) == c.json["errors"]["blake2b"].get<std::string>());
    for (std::size_t i = 0; i < n; ++i) plain[i] += errors[i];
    auto fresh = c.secret_ring.transformed(plain);
    std::vector<double> sum(limbs * n), product(limbs * n);
    for (std::size_t limb = 0; limb < limbs; ++limb) {
      const ring::Modulus& q = c.secret_ring.modulus(limb);
      const std::vector<double> a = schemes::ckks::uniform_polynomial(c.seed, 1, limb, q, n);
      const std::span c0(fresh.data() + limb * n, n), back = std::span(sum).subspan(limb * n, n),
                                                      total = std::span(product).subspan(limb * n, n);
      c.secret_ring.subtract_product(limb, a, 1, c0);
      CHECK(stored_hash(q, c0) == c.json["c0"][limb]["blake2b"].get<std::string>());
      std::copy(c0.begin(), c0.end(), back.begin());
      c.secret_ring.add_product(limb, a, 1, back);
      if (limbs == 1) continue;
      std::vector<double> d1(n), d2(n);
      const std::vector<ring::Residues> factor = {c0, a};
      const std::vector<ring::ResiduesOut> powers = {total, d1, d2};
      ring::square_powers(q, factor, powers);
      for (std::size_t k = 0; k < 3; ++k)
        CHECK(stored_hash(q, powers[k]) == c.json["square"][k][limb]["blake2b"].get<std::string>());
      c.secret_ring.add_product(limb, d1, 1, total);
      c.secret_ring.add_product(limb, d2, 2, total);
    }
    std::vector<double> slots(n);
    c.secret_ring.decode(sum, limbs, bits, slots);
    for (std::size_t j = 0; j < 16; ++j)
      CHECK(slots[j] == doctest::Approx(c.json["slots"][j].get<double>()).epsilon(1e-12));
    if (limbs == 1) continue;
    c.secret_ring.decode(product, limbs, 2 * bits, slots);
    for (std::size_t j = 0; j < 16; ++j)
      CHECK(slots[j] == doctest::Approx(c.json["slots_of_square"][j].get<double>()).epsilon(1e-12));
  }
}
