#include "he/secret/ckks/key.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "he/error.h"
#include "he/ring/pointwise.h"
#include "he/schemes/ckks/uniform.h"
#include "he/secret/key_factory.h"
#include "he/secret/key_file.h"
#include "io/scratch_folder.h"
#include "support/ckks.h"
#include "support/encryption.h"

using namespace he;
using namespace he::schemes::ckks;

namespace {

/// Numbers of −4 to 4.
std::vector<double> inputs(std::size_t count, unsigned seed) {
  std::vector<double> values = test::normal_numbers(count, seed);
  for (double& x : values) x = std::clamp(x, -4.0, 4.0);
  return values;
}

io::Records records_of(std::size_t count, std::size_t features, unsigned seed) {
  io::Records records;
  records.count = count;
  records.x = inputs(count * features, seed);
  return records;
}

double largest_error(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::fabs(a[i] - b[i]));
  return largest;
}

std::vector<double> decrypted(const secret::SecretKey& key, const io::Field& field, std::size_t records,
                              const std::vector<double>& payload) {
  std::vector<double> values(records * element_count(field.shape));
  key.decrypt(field, records, payload, values);
  return values;
}

}  // namespace

TEST_CASE("records come back to the noise of a fresh ciphertext, the last group not full") {
  for (const auto& [choice, count] :
       {std::pair(test::small_choice(), std::size_t{2500}), {test::digits_choice(), std::size_t{4100}}}) {
    const auto key = test::ckks_key(choice);
    io::Records plain = records_of(count, 2, 5);
    plain.y = inputs(count, 6);
    const io::Records out = test::ckks_encrypted(*key, plain, {2}, Shape{}, secret::RandomSource(2));
    const PayloadLayout layout = data_layout(Parameters(choice));
    REQUIRE(out.x.size() == layout.numbers(count, {2}));
    REQUIRE(out.y.size() == layout.numbers(count, {}));
    const auto x = decrypted(*key, {{2}, layout}, count, out.x),
               y = decrypted(*key, {{}, layout}, count, out.y);
    // A slot's deviation is sqrt(2N·(10.5 + 1/12)) in units of the scale; six of them.
    const double deviation =
        std::sqrt(2.0 * static_cast<double>(choice.degree) * 10.6) * std::exp2(-choice.scale_bits);
    CHECK(largest_error(x, plain.x) < 6 * deviation);
    CHECK(largest_error(x, plain.x) > deviation);  // an error there is
    CHECK(largest_error(y, plain.y) < 6 * deviation);
  }
}

TEST_CASE("what fills up the last group is zero") {
  const auto key = test::ckks_key(test::small_choice());
  const io::Records out =
      test::ckks_encrypted(*key, records_of(3, 1, 5), {1}, std::nullopt, secret::RandomSource(2));
  const auto all = decrypted(*key, {{1}, data_layout(key->parameters())}, 1024, out.x);
  CHECK(std::all_of(all.begin() + 3, all.end(), [](double x) { return std::fabs(x) < 0.1; }));
}

TEST_CASE("no two ciphertexts have the same seed, equal numbers or not") {
  const auto key = test::ckks_key(test::small_choice());
  io::Records plain = records_of(2048, 3, 5);
  plain.x.assign(plain.x.size(), 1.0);
  const auto out = test::ckks_encrypted(*key, plain, {3}, std::nullopt, secret::RandomSource(2));
  std::set<std::vector<double>> seeds;
  for (std::size_t cell = 1032; cell <= out.x.size(); cell += 1032)
    seeds.insert({out.x.begin() + static_cast<std::ptrdiff_t>(cell) - 8,
                  out.x.begin() + static_cast<std::ptrdiff_t>(cell)});
  CHECK(seeds.size() == 6);
}

TEST_CASE("where random bytes repeat, another message has another seed") {
  const auto key = test::ckks_key(test::small_choice());
  const secret::RandomSource again(2);
  io::Records plain = records_of(4, 1, 5);
  const auto first = test::ckks_encrypted(*key, plain, {1}, std::nullopt, again).x,
             same = test::ckks_encrypted(*key, plain, {1}, std::nullopt, again).x;
  plain.x[2] = 0;
  const auto other = test::ckks_encrypted(*key, plain, {1}, std::nullopt, again).x;
  CHECK(first == same);
  CHECK_FALSE(std::equal(first.end() - 8, first.end(), other.end() - 8));
}

TEST_CASE("numbers that the parameters do not take are refused by their place, and never shown") {
  const auto key = test::ckks_key(test::small_choice());
  for (const double wrong : {4.5, -4.5, std::nan(""), static_cast<double>(INFINITY)}) {
    io::Records plain = records_of(5, 2, 5);
    plain.first = 10;
    plain.x[7] = wrong;
    CHECK_THROWS_WITH_AS(test::ckks_encrypted(*key, plain, {2}, std::nullopt, secret::RandomSource(2)),
                         doctest::Contains("visits.csv: record 14: feature 2 is"), DataError);
  }
  io::Records plain = records_of(5, 2, 5);
  plain.y = {1, 2, 1e9, 4, 5};  // times 2^14 far beyond 26 bits
  CHECK_THROWS_WITH_AS(test::ckks_encrypted(*key, plain, {2}, Shape{}, secret::RandomSource(2)),
                       doctest::Contains("record 3: target 1 is out of range"), DataError);
}

TEST_CASE("powers of the secret are decrypted: a product of ciphertexts is that of the numbers") {
  const Choice choice = test::digits_choice();
  const auto key = test::ckks_key(choice);
  const io::Records plain = records_of(4096, 1, 5);
  const auto cell = test::ckks_encrypted(*key, plain, {1}, std::nullopt, secret::RandomSource(2)).x;
  const std::size_t n = 4096;
  const Seed seed = seed_of(std::span(cell).last(8));
  const ResultForm form{3, 2, 42};  // two of three primes: 16·2^42 is far below 2^64
  std::vector<double> payload(3 * 2 * n);
  for (std::size_t limb = 0; limb < 2; ++limb) {
    const ring::Modulus& q = key->ring().modulus(limb);
    std::vector<double> c0(n), d0(n), d1(n), d2(n);
    read_residues(q.value(), std::span(cell).subspan(limb * n, n), c0);
    const std::vector<double> c1 = schemes::ckks::uniform_polynomial(seed, 1, limb, q, n);
    const std::vector<ring::Residues> c = {c0, c1};
    const std::vector<ring::ResiduesOut> d = {d0, d1, d2};
    ring::square_powers(q, c, d);
    for (std::size_t k = 0; k < 3; ++k)
      write_residues(q.value(), d[k], std::span(payload).subspan((k * 2 + limb) * n, n));
  }
  const io::Field field{{1}, result_layout(Parameters(choice), form)};
  CHECK(key->decrypts(field.layout));
  std::vector<double> squares;
  for (const double x : plain.x) squares.push_back(x * x);
  // Twice the largest number times the noise of a fresh ciphertext.
  CHECK(largest_error(decrypted(*key, field, n, payload), squares) < 8 * 6 * 300 * std::exp2(-21));

  payload[5] = static_cast<double>(key->ring().modulus(0).value());
  CHECK_THROWS_AS(decrypted(*key, field, n, payload), DataError);
}

TEST_CASE("what has outgrown its modulus is refused") {
  const auto key = test::ckks_key(test::small_choice());
  const io::Field field{{1}, result_layout(key->parameters(), {1, 1, 14})};
  const double q = static_cast<double>(key->parameters().moduli()[0]);
  // A constant polynomial is the same number in every entry.
  const std::vector<double> small(1024, std::floor(q / 4)), large(1024, std::ceil(q / 4) + 1);
  CHECK(decrypted(*key, field, 1, small)[0] == doctest::Approx(q / 4 / 16384).epsilon(1e-6));
  CHECK_THROWS_WITH_AS(decrypted(*key, field, 1, large), doctest::Contains("outgrown"), DataError);
}

TEST_CASE("the re-randomisation key is an encryption of zero over the powers of the secret") {
  const auto key = test::ckks_key(test::digits_choice());
  const auto& values = key->scheme().public_values;
  const Array& p0 = values.at("rerandomization_key");
  CHECK(p0.shape == Shape{3, 4096});
  const Seed seed = seed_of(values.at("rerandomization_seed").values);
  std::vector<double> payload(3 * 3 * 4096);
  for (std::size_t limb = 0; limb < 3; ++limb)
    for (std::size_t power = 0; power < 3; ++power) {
      const auto to = std::span(payload).subspan((power * 3 + limb) * 4096, 4096);
      if (power == 0)
        std::copy_n(p0.values.begin() + static_cast<std::ptrdiff_t>(limb * 4096), 4096, to.begin());
      else
        write_residues(key->parameters().moduli()[limb],
                       schemes::ckks::uniform_polynomial(seed, static_cast<std::uint32_t>(power), limb,
                                                         key->ring().modulus(limb), 4096),
                       to);
    }
  const auto noise = decrypted(*key, {{1}, result_layout(key->parameters(), {3, 3, 1})}, 4096, payload);
  double squares = 0;
  for (const double x : noise) squares += 4 * x * x / 4096;
  // In slots |s|² is 4N/3 on average, and of a normal number the mean fourth power is three times the squared
  // one: 2N·10.5·(1 + 4N/3 + 3·(4N/3)²), the last term by far the largest.
  const double s2 = 4 * 4096 / 3.0, expected = 2 * 4096 * 10.5 * (1 + s2 + 3 * s2 * s2);
  CHECK(squares > 0.7 * expected);
  CHECK(squares < 1.4 * expected);
}

TEST_CASE("a key file holds the master, and the key comes back from it") {
  const io::test::ScratchFolder folder;
  const secret::RandomSource random(1);
  const auto key = secret::generate_key({"ckks", options_of(Parameters(test::digits_choice()))}, random);
  const auto values = key->secret_values();
  CHECK(values.size() == 1);
  CHECK(values[0].values.size() == 32);
  secret::write_key(folder.file("key"), *key, "open sesame", random, io::Overwrite::refuse);
  const std::string text = "open sesame";
  const auto again = secret::read_key(folder.file("key"), [&] {
    return secret::Passphrases{{text.begin(), text.end()}};
  });
  CHECK(again->scheme().key_id == key->scheme().key_id);
  CHECK(again->scheme().public_values == key->scheme().public_values);
  const io::Records plain = records_of(10, 1, 5);
  const auto out = test::ckks_encrypted(*key, plain, {1}, std::nullopt, random);
  const io::Field field{{1}, data_layout(Parameters(test::digits_choice()))};
  CHECK(largest_error(decrypted(*again, field, 10, out.x), plain.x) < 1e-3);
}

TEST_CASE("two keys of equal parameters have different ids, and neither opens what is the other's") {
  const auto one = test::ckks_key(test::digits_choice(), 1), two = test::ckks_key(test::digits_choice(), 2);
  CHECK(one->scheme().key_id != two->scheme().key_id);
  const io::Records plain = records_of(10, 1, 5);
  const auto out = test::ckks_encrypted(*one, plain, {1}, std::nullopt, secret::RandomSource(3));
  CHECK_THROWS_WITH_AS(decrypted(*two, {{1}, data_layout(two->parameters())}, 10, out.x),
                       doctest::Contains("outgrown"), DataError);
}

TEST_CASE("a key whose public values were changed is refused") {
  const auto key = test::ckks_key(test::small_choice());
  const auto refused = [&](SchemeInfo scheme) {
    scheme.key_id = key_id_of(scheme);
    CHECK_THROWS_AS(secret::restore_key(scheme, key->secret_values(), key->sealing_key()), DataError);
  };
  SchemeInfo scheme = key->scheme();
  CHECK_NOTHROW(secret::restore_key(scheme, key->secret_values(), key->sealing_key()));
  scheme.public_values.at("rerandomization_key").values[7] += 1;
  refused(scheme);
  scheme = key->scheme();
  scheme.public_values.at("input_scale_bits").values[0] = 13;
  scheme.public_values.at("powers").values[0] = 4;
  refused(scheme);
  CHECK_THROWS_AS(secret::restore_key(key->scheme(), {}, key->sealing_key()), DataError);
  CHECK_THROWS_AS(secret::restore_key(key->scheme(), key->secret_values(), SecretBytes(32, 1)), DataError);
}

TEST_CASE("a key is made from parameters alone, and users are not offered it yet") {
  CHECK_THROWS_WITH_AS(secret::generate_key({"ckks", {}}, secret::RandomSource(1)),
                       doctest::Contains("made from parameters"), UsageError);
  SchemeOptions options = options_of(Parameters(test::small_choice()));
  options["encryption"] = "public";
  CHECK_THROWS_WITH_AS(secret::generate_key({"ckks", options}, secret::RandomSource(1)),
                       doctest::Contains("not there yet"), UsageError);
  const auto offered = secret::key_schemes();
  CHECK(std::find(offered.begin(), offered.end(), "ckks") == offered.end());
}
