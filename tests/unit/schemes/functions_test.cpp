#include "he/schemes/planar/functions.h"

#include <doctest/doctest.h>

#include <functional>

#include "support/encryption.h"

using namespace he;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Case {
  Function function;
  std::function<long double(long double)> definition;  ///< from the C library, in extended precision
};

const std::vector<Case>& cases() {
  static const std::vector<Case> table = {
      {{FunctionKind::relu, kInfinity}, [](long double x) { return x > 0 ? x : 0.0L; }},
      {{FunctionKind::relu, 6, 0.25, 0.5},
       [](long double x) { return x > 0.5L ? std::min(x, 6.0L) : 0.25L * (x - 0.5L); }},
      {{FunctionKind::elu, 0.7},
       [](long double x) { return x > 0 ? x : static_cast<long double>(0.7) * std::expm1(x); }},
      {{FunctionKind::selu},
       [](long double x) { return 1.0507009873554805L * (x > 0 ? x : 1.6732632423543772L * std::expm1(x)); }},
      {{FunctionKind::sigmoid}, [](long double x) { return 1 / (1 + std::exp(-x)); }},
      {{FunctionKind::hard_sigmoid, 0.2},
       [](long double x) {
         return std::min(std::max(static_cast<long double>(0.2) * x + 0.5L, 0.0L), 1.0L);
       }},
      {{FunctionKind::tanh}, [](long double x) { return std::tanh(x); }},
      {{FunctionKind::softplus}, [](long double x) { return std::log1p(std::exp(x)); }},
      {{FunctionKind::softsign}, [](long double x) { return x / (1 + std::fabs(x)); }},
      {{FunctionKind::exponential}, [](long double x) { return std::exp(x); }},
      {{FunctionKind::silu}, [](long double x) { return x / (1 + std::exp(-x)); }},
      {{FunctionKind::gelu}, [](long double x) { return x * std::erfc(-x / std::sqrt(2.0L)) / 2; }},
      {{FunctionKind::gelu_tanh},
       [](long double x) {
         return x / 2 *
                (1 + std::tanh(std::sqrt(2 / std::numbers::pi_v<long double>) * (x + 0.044715L * x * x * x)));
       }},
      {{FunctionKind::log}, [](long double x) { return std::log(std::fabs(x)); }},
      {{FunctionKind::sqrt}, [](long double x) { return std::sqrt(std::fabs(x)); }},
      {{FunctionKind::abs}, [](long double x) { return std::fabs(x); }},
      {{FunctionKind::square}, [](long double x) { return x * x; }},
      {{FunctionKind::reciprocal}, [](long double x) { return 1 / x; }},
  };
  return table;
}

/// Numbers from −15 to 15, none of them at a kink or singularity.
std::vector<double> grid() {
  std::vector<double> x;
  for (int i = 0; i < 4096; ++i) x.push_back(-15 + 30 * (i + 0.37) / 4096);
  return x;
}

std::vector<double> applied(const Evaluator& evaluator, const std::vector<double>& payload, std::size_t count,
                            const Function& f) {
  return test::stored(evaluator, evaluator.apply(evaluator.load(payload, count, {1}), f));
}

}  // namespace

TEST_CASE("every function agrees with its definition in extended precision") {
  const auto plain = schemes::make_evaluator({});
  const std::vector<double> x = grid();
  for (const Case& c : cases()) {
    CAPTURE(to_string(c.function.kind));
    const std::vector<double> y = applied(*plain, x, x.size(), c.function);
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const long double exact = c.definition(x[i]);
      worst =
          std::max(worst, static_cast<double>(std::fabs(y[i] - exact) / std::max(1.0L, std::fabs(exact))));
    }
    CHECK(worst < 2e-15);
  }
}

TEST_CASE("functions keep their relative accuracy near zero") {
  const auto plain = schemes::make_evaluator({});
  const std::vector<double> tiny = {1e-12, -1e-12, 3e-9, 1e-300};
  const std::vector<double> y = applied(*plain, tiny, tiny.size(), {FunctionKind::tanh});
  for (std::size_t i = 0; i < tiny.size(); ++i) CHECK(y[i] == doctest::Approx(tiny[i]).epsilon(1e-15));
}

TEST_CASE("functions saturate without overflow, and pass on what is not a number") {
  const auto plain = schemes::make_evaluator({});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> x = {-800, 800, nan};
  const auto check = [&](FunctionKind kind, double low, double high) {
    const auto y = applied(*plain, x, x.size(), {kind});
    CHECK(y[0] == low);
    CHECK(y[1] == high);
    CHECK(std::isnan(y[2]));
  };
  check(FunctionKind::tanh, -1, 1);
  check(FunctionKind::sigmoid, 0, 1);
  check(FunctionKind::softplus, 0, 800);
}

TEST_CASE("functions are extended beyond where they are defined") {
  const auto plain = schemes::make_evaluator({});
  const std::vector<double> x = {0, -4, -0.0, 1e-13, -1e-13};
  CHECK(applied(*plain, x, 1, {FunctionKind::log})[0] == doctest::Approx(std::log(1e-300)).epsilon(1e-14));
  CHECK(applied(*plain, x, 2, {FunctionKind::sqrt})[1] == 2);
  const auto y = applied(*plain, x, 5, {FunctionKind::reciprocal});
  CHECK(y[0] == doctest::Approx(1e12).epsilon(1e-14));
  CHECK(y[1] == -0.25);
  CHECK(y[3] == doctest::Approx(1e12).epsilon(1e-14));
  CHECK(y[4] == doctest::Approx(-1e12).epsilon(1e-14));
}

TEST_CASE(
    "functions of ciphertexts decrypt to the functions of the numbers, for every evaluator and degree") {
  const std::vector<double> x = grid();
  for (const std::size_t degree : test::kDegrees) {
    CAPTURE(degree);
    test::Encryption encryption(1, degree);
    const test::Evaluators evaluators(encryption.scheme());
    const std::vector<double> payload = encryption.encrypt(x, 1);
    for (const Case& c : cases()) {
      CAPTURE(to_string(c.function.kind));
      // A mask channel comes as near to a singularity as it likes: that costs accuracy in proportion to its
      // magnitude there.
      const bool singular =
          c.function.kind == FunctionKind::reciprocal || c.function.kind == FunctionKind::log;
      const double tolerance = singular ? encryption.tolerance(1e-8) : degree < 8 ? 1e-10 : 1e-8;
      const std::vector<double> y = applied(*evaluators.plain, x, x.size(), c.function);
      for (const Evaluator* e : evaluators.encrypted())
        CHECK(test::largest_difference(y, encryption.decrypt(applied(*e, payload, x.size(), c.function))) <
              tolerance);
    }
  }
}

TEST_CASE("tanh of Hybrid MORE keeps nearly all digits: rounding of coefficients some 100 times a number") {
  const std::vector<double> x = test::normal_numbers(20000, 5);
  std::vector<double> expected;
  for (const double v : x) expected.push_back(std::tanh(v));
  for (const std::size_t degree : {2u, 3u, 4u, 8u}) {
    test::Encryption encryption(1, degree);
    const auto evaluator = schemes::make_evaluator(encryption.scheme());
    const auto y =
        encryption.decrypt(applied(*evaluator, encryption.encrypt(x, 1), x.size(), {FunctionKind::tanh}));
    CHECK(test::largest_difference(expected, y) < (degree < 8 ? 1e-14 : 1e-12));
  }
}

TEST_CASE("single precision agrees with double precision to its own rounding") {
  test::Encryption encryption;
  const auto plain = schemes::make_evaluator({});
  const schemes::EvaluatorOptions single{{{"precision", "single"}}};
  const auto plane = schemes::make_evaluator(encryption.scheme(), single);
  const std::vector<double> x = grid();
  const std::vector<double> payload = encryption.encrypt(x, 1);
  for (const FunctionKind kind : {FunctionKind::tanh, FunctionKind::sigmoid, FunctionKind::abs}) {
    const auto y = applied(*plain, x, x.size(), {kind});
    CHECK(test::largest_difference(y, encryption.decrypt(applied(*plane, payload, x.size(), {kind}))) < 1e-5);
  }
}
