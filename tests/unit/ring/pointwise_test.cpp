#include "he/ring/pointwise.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "ring/samples.h"

namespace he::ring {
using test::integer, test::residue, test::Wide;

namespace {

constexpr std::size_t kSize = 1024;

using Expected = std::function<Wide(Wide, Wide)>;
using RingOperation = std::function<void(const Modulus&, Residues, Residues, ResiduesOut)>;

/// All pairs of worst and random residues, for all moduli and kernels.
void check_all(const RingOperation& operation, const Expected& expected) {
  for (const Modulus& q : test::sample_moduli(kSize)) {
    const auto inputs = test::worst_residues(q, kSize);
    test::with_all_kernels([&] {
      for (const Doubles& a : inputs)
        for (const Doubles& b : inputs) {
          Doubles out(kSize);
          operation(q, a, b, out);
          std::size_t wrong = 0;
          for (std::size_t i = 0; i < kSize; ++i)
            wrong += out[i] != residue(expected(integer(a[i]), integer(b[i])), q);
          CHECK(wrong == 0);
        }
    });
  }
}

std::vector<Residues> views(const std::vector<Doubles>& powers) { return {powers.begin(), powers.end()}; }
std::vector<ResiduesOut> views_out(std::vector<Doubles>& powers) { return {powers.begin(), powers.end()}; }

/// Σ a_i b_(k−i) of entry j.
Wide convolved(const std::vector<Doubles>& a, const std::vector<Doubles>& b, std::size_t k, std::size_t j,
               const Modulus& q) {
  Wide sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (k >= i && k - i < b.size())
      sum += integer(a[i][j]) * integer(b[k - i][j]) % static_cast<Wide>(q.value());
  return sum;
}

}  // namespace

TEST_CASE("sums, differences and products are those of integers") {
  check_all(add, [](Wide a, Wide b) { return a + b; });
  check_all(subtract, [](Wide a, Wide b) { return a - b; });
  check_all(multiply, [](Wide a, Wide b) { return a * b; });
  check_all([](const Modulus& q, Residues a, Residues b, ResiduesOut out) { multiply_add(q, a, b, a, out); },
            [](Wide a, Wide b) { return a * b + a; });
}

TEST_CASE("factors and constants are those of integers") {
  for (const double sign : {-1.0, 1.0}) {
    for (const Modulus& q : test::sample_moduli(kSize)) {
      const double half = sign * static_cast<double>(q.value() / 2);
      const auto inputs = test::worst_residues(q, kSize);
      test::with_all_kernels([&] {
        for (const Doubles& a : inputs) {
          Doubles scaled(kSize), difference(kSize);
          scale_add(q, a, half, -half, scaled);
          const Doubles wide(kSize, sign * 0x1p50);  // a residue of another prime
          subtract_scale(q, a, wide, half, difference);
          std::size_t wrong = 0;
          for (std::size_t i = 0; i < kSize; ++i) {
            wrong += scaled[i] != residue(integer(a[i]) * integer(half) - integer(half), q);
            wrong += difference[i] != residue((integer(a[i]) - integer(wide[i])) * integer(half), q);
          }
          CHECK(wrong == 0);
        }
      });
    }
  }
}

TEST_CASE("integers up to 2^53 are reduced to the one residue of least magnitude") {
  for (const Modulus& q : test::sample_moduli(kSize)) {
    Doubles x;
    const double largest = 0x1p53, count = std::floor(largest / q.constants().q);
    for (const double multiple :
         {0.0, 1.0, 2.0, count - 1, count})  // the middles between multiples, and what is beside them
      for (const double sign : {-1.0, 1.0})
        for (double offset = -2; offset <= 2; ++offset)
          for (const double middle : {0.0, static_cast<double>(q.value() / 2)})
            x.push_back(std::clamp(sign * (multiple * q.constants().q + middle + offset), -largest, largest));
    x.insert(x.end(), {largest, -largest, largest - 1, 1 - largest});
    x.resize((x.size() + 7) / 8 * 8);
    test::with_all_kernels([&] {
      Doubles out(x.size());
      reduce(q, x, out);
      for (std::size_t i = 0; i < x.size(); ++i) CHECK(out[i] == residue(integer(x[i]), q));
    });
  }
}

TEST_CASE("a result may overwrite what it is made from") {
  const Modulus q = test::sample_moduli(kSize)[4];
  Doubles a = test::random_residues(q, kSize, 1), expected(kSize);
  multiply(q, a, a, expected);
  multiply(q, a, a, a);
  CHECK(a == expected);
}

TEST_CASE("a product of ciphertexts is one of polynomials in the secret") {
  const Modulus q = test::sample_moduli(kSize)[4];
  const auto worst = test::worst_residues(q, kSize);
  for (const auto& [a_count, b_count] :
       {std::pair<std::size_t, std::size_t>{1, 1}, {2, 2}, {3, 2}, {16, 16}}) {
    std::vector<Doubles> a, b;
    for (std::size_t i = 0; i < a_count; ++i) a.push_back(i % 3 == 2 ? worst[6] : worst[0]);
    for (std::size_t i = 0; i < b_count; ++i) b.push_back(worst[i % 2]);
    test::with_all_kernels([&] {
      std::vector<Doubles> out(a_count + b_count - 1, Doubles(kSize)),
          square(2 * a_count - 1, Doubles(kSize));
      multiply_powers(q, views(a), views(b), views_out(out));
      square_powers(q, views(a), views_out(square));
      std::size_t wrong = 0;
      for (std::size_t j = 0; j < kSize; ++j) {
        for (std::size_t k = 0; k < out.size(); ++k)
          wrong += out[k][j] != residue(convolved(a, b, k, j, q), q);
        for (std::size_t k = 0; k < square.size(); ++k)
          wrong += square[k][j] != residue(convolved(a, a, k, j, q), q);
      }
      CHECK(wrong == 0);
    });
  }
}

TEST_CASE("sizes that do not fit are refused") {
  const Modulus q = test::sample_moduli(kSize)[1];
  Doubles a(16), b(24), odd(12);
  CHECK_THROWS_AS(add(q, a, b, a), UsageError);
  CHECK_THROWS_AS(multiply(q, a, a, b), UsageError);
  CHECK_THROWS_WITH_AS(reduce(q, odd, odd), "12 residues: kernels take multiples of eight", UsageError);
  std::vector<Doubles> powers(2, a), three(3, a), wrong{a, a, b};
  CHECK_THROWS_AS(square_powers(q, views(powers), views_out(powers)), UsageError);
  CHECK_THROWS_AS(square_powers(q, views(powers), views_out(wrong)), UsageError);
  CHECK_THROWS_AS(square_powers(q, {}, views_out(three)), UsageError);
  CHECK_NOTHROW(square_powers(q, views(powers), views_out(three)));
}

}  // namespace he::ring
