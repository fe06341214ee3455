#include <doctest/doctest.h>

#include "he/error.h"
#include "support/encryption.h"

using namespace he;

namespace {

constexpr std::size_t kFeatures = 7, kRecords = 29;  // no multiple of a vector
const Shape kShape = {kFeatures};

/// Two sets of numbers away from zero, plain and encrypted, and what one operation makes of them under each
/// evaluator.
struct Operands {
  std::vector<double> x, y;

  Operands() {
    for (double v : test::normal_numbers(kFeatures * kRecords, 1)) x.push_back(v + 3 * (v > 0) - 1);
    for (double v : test::normal_numbers(kFeatures * kRecords, 2)) y.push_back(5 + std::tanh(v));
  }

  /// `operation(evaluator, x, y)` gives a tensor; `expected` are plain numbers.
  template <class Operation>
  void check(const std::vector<double>& expected, Operation operation) const {
    const auto run = [&](const Evaluator& e, const std::vector<double>& a, const std::vector<double>& b) {
      return test::stored(e, operation(e, e.load(a, kRecords, kShape), e.load(b, kRecords, kShape)));
    };
    for (const std::size_t degree : test::kDegrees) {
      CAPTURE(degree);
      test::Encryption encryption(1, degree);
      const test::Evaluators evaluators(encryption.scheme());
      CHECK(test::largest_difference(expected, run(*evaluators.plain, x, y)) < 1e-13);
      const auto x_payload = encryption.encrypt(x, kFeatures), y_payload = encryption.encrypt(y, kFeatures);
      for (const Evaluator* e : evaluators.encrypted())
        CHECK(test::largest_difference(expected, encryption.decrypt(run(*e, x_payload, y_payload))) <
              encryption.tolerance(1e-12));
    }
  }

  template <class F>
  std::vector<double> each(F f) const {
    std::vector<double> result;
    for (std::size_t i = 0; i < x.size(); ++i) result.push_back(f(x[i], y[i]));
    return result;
  }
};

}  // namespace

TEST_CASE_FIXTURE(
    Operands, "sums, differences, products and quotients of ciphertexts decrypt to those of the numbers") {
  check(each([](double a, double b) { return a + b; }),
        [](const Evaluator& e, Tensor a, const Tensor& b) { return e.add(std::move(a), b); });
  check(each([](double a, double b) { return a - b; }),
        [](const Evaluator& e, Tensor a, const Tensor& b) { return e.subtract(std::move(a), b); });
  check(each([](double a, double b) { return a * b; }),
        [](const Evaluator& e, Tensor a, const Tensor& b) { return e.multiply(std::move(a), b); });
  check(each([](double a, double b) { return a / b; }),
        [](const Evaluator& e, Tensor a, const Tensor& b) { return e.divide(std::move(a), b); });
}

TEST_CASE_FIXTURE(Operands, "public factors and terms act on the message") {
  const std::vector<double> scale = {1, -2, 3, 0, 0.5, 10, -1}, shift = {0, 1, -1, 7, 2, 3, 4};
  std::vector<double> expected = x;
  for (std::size_t i = 0; i < x.size(); ++i) expected[i] = x[i] * scale[i % kFeatures] + shift[i % kFeatures];
  check(expected,
        [&](const Evaluator& e, Tensor a, const Tensor&) { return e.affine(std::move(a), scale, shift); });
}

TEST_CASE_FIXTURE(Operands, "the maximum over segments of features is the maximum of the messages") {
  const Segments segments{{3}, {0, 2, 5, 7}, {0, 1, 2, 3, 4, 5, 6}, {1, 1, 1}};
  std::vector<double> expected;
  for (std::size_t r = 0; r < kRecords; ++r) {
    const double* v = x.data() + r * kFeatures;
    expected.insert(expected.end(),
                    {std::max(v[0], v[1]), std::max({v[2], v[3], v[4]}), std::max(v[5], v[6])});
  }
  check(expected, [&](const Evaluator& e, const Tensor& a, const Tensor&) { return e.maximum(a, segments); });
}

TEST_CASE_FIXTURE(Operands, "scaled sums over segments and gathering of features") {
  const Segments segments{{2}, {0, 3, 4}, {0, 2, 4, 6}, {1.0 / 3, 2}};
  std::vector<double> sums, gathered;
  for (std::size_t r = 0; r < kRecords; ++r) {
    const double* v = x.data() + r * kFeatures;
    sums.insert(sums.end(), {(v[0] + v[2] + v[4]) / 3, 2 * v[6]});
    gathered.insert(gathered.end(), {v[6], 0, v[0], v[0]});
  }
  check(sums, [&](const Evaluator& e, const Tensor& a, const Tensor&) { return e.sum(a, segments); });
  const std::vector<std::int32_t> source = {6, -1, 0, 0};
  check(gathered,
        [&](const Evaluator& e, const Tensor& a, const Tensor&) { return e.gather(a, source, {4}); });
}

TEST_CASE_FIXTURE(Operands, "the sum over records leaves one record") {
  std::vector<double> expected(kFeatures, 0.0);
  for (std::size_t i = 0; i < x.size(); ++i) expected[i % kFeatures] += x[i];
  check(expected, [](const Evaluator& e, const Tensor& a, const Tensor&) { return e.sum_records(a); });
}

TEST_CASE_FIXTURE(Operands, "ciphertexts leave an evaluator as they came in") {
  for (const std::size_t degree : test::kDegrees) {
    test::Encryption encryption(1, degree);
    const test::Evaluators evaluators(encryption.scheme());
    const auto payload = encryption.encrypt(x, kFeatures);
    for (const Evaluator* e : evaluators.encrypted())
      CHECK(test::largest_difference(payload, test::stored(*e, e->load(payload, kRecords, kShape))) <
            encryption.tolerance(1e-14));
  }
}

TEST_CASE_FIXTURE(Operands, "a copy of a tensor keeps its numbers when the tensor is written to") {
  for (const std::size_t degree : test::kDegrees) {
    test::Encryption encryption(1, degree);
    const test::Evaluators evaluators(encryption.scheme());
    const auto payload = encryption.encrypt(x, kFeatures);
    for (const Evaluator* e : evaluators.encrypted()) {
      Tensor original = e->load(payload, kRecords, kShape);
      const Tensor copy = original;
      const auto before = test::stored(*e, original);
      original = e->apply(std::move(original), Function{FunctionKind::tanh});
      CHECK(test::stored(*e, copy) == before);
      CHECK(test::stored(*e, original) != before);
    }
  }
}

TEST_CASE_FIXTURE(Operands, "an operation on each part of a tensor is the operation on the tensor") {
  for (const std::size_t degree : test::kDegrees) {
    CAPTURE(degree);
    test::Encryption encryption(1, degree);
    const auto e = schemes::make_evaluator(encryption.scheme());
    CHECK(e->components() == degree);
    const Tensor whole = e->load(encryption.encrypt(x, kFeatures), kRecords, kShape);
    std::vector<Tensor> parts;
    for (std::size_t i = 0; i < e->components(); ++i)
      parts.push_back(e->apply(e->component(whole, i), Function{FunctionKind::tanh}));
    CHECK(test::stored(*e, e->join(parts)) ==
          test::stored(*e, e->apply(whole, Function{FunctionKind::tanh})));
  }
}

TEST_CASE("a public matrix that is not the plane of a key is refused") {
  SchemeInfo scheme;
  scheme.name = "more";
  CHECK_THROWS_AS(schemes::make_evaluator(scheme), DataError);
  scheme.public_values["plane"] = {{2, 2}, {1, 2, 3, 4}};
  CHECK_THROWS_AS(schemes::make_evaluator(scheme), DataError);
  scheme.public_values["plane"] = {{2, 2}, {3, -4, 2, -3}};  // 2P − I for S = [2 1; 1 1]
  CHECK_NOTHROW(schemes::make_evaluator(scheme));
}

TEST_CASE("schemes and options that do not exist are refused") {
  SchemeInfo scheme;
  scheme.name = "bfv";
  CHECK_THROWS_AS(schemes::make_evaluator(scheme), UnsupportedError);
  CHECK_THROWS_AS(schemes::make_evaluator({}, {{{"representation", "matrix"}}}), UsageError);
  CHECK_THROWS_WITH_AS(
      schemes::make_evaluator(test::Encryption(1, 3).scheme(), {{{"representation", "matrix"}}}),
      "--representation matrix is for the scheme 'more'; these data are encrypted "
      "under the scheme 'hybrid'",
      UsageError);
}
