#include "he/ring/stored.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "ring/samples.h"

namespace he::ring {

namespace {

template <class Integer>
void check_both_ways(const Modulus& q) {
  Doubles residues = test::random_residues(q, 1024, 1);
  const double half = static_cast<double>(q.value() / 2);
  std::ranges::copy(Doubles{0, 1, -1, half, -half, half - 1, 1 - half, 2}, residues.begin());
  test::with_all_kernels([&] {
    std::vector<Integer> stored(residues.size());
    to_stored(q, residues, stored);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < stored.size(); ++i) {
      const auto x = static_cast<std::int64_t>(residues[i]);
      wrong += stored[i] != static_cast<std::uint64_t>(x < 0 ? x + static_cast<std::int64_t>(q.value()) : x);
    }
    CHECK(wrong == 0);
    Doubles back(residues.size());
    from_stored(q, stored, back);
    CHECK(back == residues);
  });
}

}  // namespace

TEST_CASE("residues on file are integers below the modulus, and come back") {
  const auto moduli = test::sample_moduli(1024);
  for (const Modulus& q : moduli) check_both_ways<std::uint64_t>(q);
  for (const Modulus& q : {moduli[0], moduli[1]}) check_both_ways<std::uint32_t>(q);
}

TEST_CASE("a number on file that is not below the modulus is refused, wherever it is") {
  const Modulus q = test::sample_moduli(1024)[1];
  const auto first = static_cast<std::uint32_t>(q.value());
  const std::string end = ", which is no residue modulo " + std::to_string(first);
  for (const std::size_t place : {0, 7, 1000, 1023})
    for (const std::uint32_t wrong : {first, first + 1, 0xffffffffu}) {
      std::vector<std::uint32_t> stored(1024, first - 1);
      std::vector<std::uint64_t> wide(1024, first - 1);
      stored[place] = wrong;
      wide[place] = std::uint64_t(wrong) << 32;
      const std::string start = "number " + std::to_string(place + 1) + " of a polynomial is ";
      Doubles residues(1024);
      test::with_all_kernels([&] {
        CHECK_THROWS_WITH_AS(from_stored(q, stored, residues), (start + std::to_string(wrong) + end).c_str(),
                             DataError);
        CHECK_THROWS_WITH_AS(from_stored(q, wide, residues),
                             (start + std::to_string(wide[place]) + end).c_str(), DataError);
      });
    }
}

TEST_CASE("residues that do not fit are refused") {
  const Modulus q = test::sample_moduli(1024)[2];
  Doubles residues(8), more(16);
  std::vector<std::uint32_t> stored(8);
  CHECK_THROWS_WITH_AS(to_stored(q, residues, stored),
                       ("residues modulo " + std::to_string(q.value()) + " do not fit 32 bits").c_str(),
                       UsageError);
  CHECK_THROWS_AS(from_stored(q, stored, residues), UsageError);
  CHECK_THROWS_AS(to_stored(Modulus(97), more, stored), UsageError);
}

}  // namespace he::ring
