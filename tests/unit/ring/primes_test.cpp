#include "he/ring/primes.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "he/ring/modulus.h"
#include "ring/samples.h"

namespace he::ring {

namespace {

bool divides_nothing(std::uint64_t n) {
  for (std::uint64_t d = 2; d * d <= n; ++d)
    if (n % d == 0) return false;
  return n > 1;
}

}  // namespace

TEST_CASE("a number is prime where nothing divides it") {
  for (std::uint64_t n = 0; n < 20000; ++n) CHECK(is_prime(n) == divides_nothing(n));
}

TEST_CASE("numbers that pass Fermat's or Miller's test to small bases are no primes") {
  // Carmichael numbers; the least strong pseudoprimes to the first 4, 7, 9 and 11 primes (OEIS A014233)
  for (const std::uint64_t n :
       {561ull, 41041ull, 825265ull, 3215031751ull, 341550071728321ull, 3825123056546413051ull})
    CHECK_FALSE(is_prime(n));
  CHECK(is_prime(18446744073709551557ull));  // the largest below 2^64
}

TEST_CASE("the largest primes that are 1 modulo 4N") {
  // found by division by all smaller numbers
  CHECK(largest_primes(std::uint64_t(1) << 32, 4096, 3) ==
        std::vector<std::uint64_t>{4294475777, 4293918721, 4293836801});
  CHECK(largest_primes(std::uint64_t(1) << 32, 65536, 3) ==
        std::vector<std::uint64_t>{4293918721, 4289462273, 4286054401});
  CHECK(largest_primes(kModulusLimit, 4096, 1) == std::vector<std::uint64_t>{1050501757992961});
  const std::uint64_t excluded[] = {4293918721};
  CHECK(largest_primes(std::uint64_t(1) << 32, 4096, 2, excluded) ==
        std::vector<std::uint64_t>{4294475777, 4293836801});
}

TEST_CASE("a limit itself is no prime below it") {
  CHECK(largest_primes(4294475777, 4096, 1)[0] == 4293918721);
  CHECK(largest_primes(4294475778, 4096, 1)[0] == 4294475777);
}

TEST_CASE("the 4N-th root of unity is that of the least number that is no square") {
  CHECK(primitive_root(4294475777, 4096) == 865907846);    // 3^((q − 1)/4N)
  CHECK(primitive_root(4293918721, 65536) == 2664640427);  // 17^((q − 1)/4N)
  for (const std::size_t degree : test::kRingDegrees)
    for (const Modulus& q : test::sample_moduli(degree))
      CHECK(power_modulo(primitive_root(q.value(), degree), 2 * degree, q.value()) == q.value() - 1);
}

TEST_CASE("degrees are powers of two from 2^10 to 2^16") {
  for (const std::size_t degree : {0, 1, 512, 1023, 4095, 131072})
    CHECK_THROWS_AS(require_degree(degree), UsageError);
  for (const std::size_t degree : test::kRingDegrees) CHECK_NOTHROW(require_degree(degree));
}

TEST_CASE("moduli that no ring of the degree has are refused") {
  const auto refused = [](std::vector<std::uint64_t> moduli, const char* message) {
    CHECK_THROWS_WITH_AS(require_moduli(moduli, 4096), message, DataError);
  };
  refused({}, "0 moduli: a ring has from 1 to 64");
  refused(std::vector<std::uint64_t>(65, 4294475777), "65 moduli: a ring has from 1 to 64");
  refused({4294475777, 4293918721, 4294475777}, "modulus 4294475777 is there twice");
  refused({4294475777 + 16384 * 2}, "modulus 4294508545 is not prime");
  refused({4294967291}, "modulus 4294967291 is not 1 modulo 16384, four times the ring's degree");
  refused({1125899903827969},
          "modulus 1125899903827969 is out of range: moduli are from 5 to 1050501758252386");
  refused({0}, "modulus 0 is out of range: moduli are from 5 to 1050501758252386");
}

TEST_CASE("primes that do not exist are refused") {
  CHECK_THROWS_AS(largest_primes(kModulusLimit + 1, 4096, 1), UsageError);
  CHECK_THROWS_AS(largest_primes(20000, 4096, 2), UsageError);
  CHECK_THROWS_AS(largest_primes(0, 4096, 1), UsageError);
  CHECK_THROWS_AS(largest_primes(std::uint64_t(1) << 32, 1000, 1), UsageError);
}

TEST_CASE("residues of a modulus are balanced") {
  const Modulus q(13);
  CHECK(q.balanced(6) == 6);
  CHECK(q.balanced(7) == -6);
  CHECK(q.balanced(26) == 0);
  CHECK(q.least(-6) == 7);
  CHECK(q.least(-27) == 12);
  CHECK(q.multiply(5, -6) == -4);  // −30 = −2·13 − 4
  CHECK(q.inverse(-5) == 5);       // −25 = −26 + 1
  CHECK(q.power_of_two(7) == -2);  // 128 = 10·13 − 2
}

}  // namespace he::ring
