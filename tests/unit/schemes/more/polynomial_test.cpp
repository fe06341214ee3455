#include "he/schemes/more/polynomial.h"

#include <doctest/doctest.h>

#include <numbers>

#include "he/error.h"
#include "he/schemes/evaluator_factory.h"

using namespace he;
using schemes::EvaluationMap;

namespace {

SchemeInfo with_polynomial(std::vector<double> coefficients) {
  SchemeInfo scheme;
  scheme.name = "hybrid";
  scheme.public_values["plane"] = {{2, 2}, {3, -4, 2, -3}};  // 2P − I for S = [2 1; 1 1]
  scheme.public_values["polynomial"] = {{coefficients.size()}, std::move(coefficients)};
  return scheme;
}

std::vector<double> mapped(const EvaluationMap& map, const std::vector<double>& row, bool back) {
  std::vector<double> result(row.size());
  std::vector<const double*> from;
  std::vector<double*> to;
  for (std::size_t k = 0; k < row.size(); ++k) {
    from.push_back(&row[k]);
    to.push_back(&result[k]);
  }
  back ? map.interpolate(from.data(), 1, to.data()) : map.evaluate(from.data(), 1, to.data());
  return result;
}

}  // namespace

TEST_CASE("the public polynomial is the product of x minus its roots") {
  // (x − 1)(x + 0.5)(x − 0.25) = x³ − 0.75x² − 0.375x + 0.125
  const Array p = schemes::hybrid::polynomial_of({1, -0.5, 0.25});
  CHECK(p.shape == Shape{4});
  CHECK(p.values == std::vector<double>{0.125, -0.375, -0.75, 1});
}

TEST_CASE("the roots of the public polynomial come back in ascending order") {
  for (std::size_t d = 2; d <= 8; ++d) {
    std::vector<double> roots;  // Chebyshev's, as keys have them nearly
    for (std::size_t i = 0; i < d; ++i)
      roots.push_back(
          std::cos((2.0 * static_cast<double>(i) + 1) * std::numbers::pi / (2.0 * static_cast<double>(d))));
    const auto found =
        schemes::hybrid::evaluation_map_of(with_polynomial(schemes::hybrid::polynomial_of(roots).values))
            .points();
    REQUIRE(found.size() == d);
    for (std::size_t i = 0; i < d; ++i) CHECK(std::fabs(found[i] - roots[d - 1 - i]) < 1e-14);
  }
}

TEST_CASE("a polynomial is its values at the points, and its values give it back") {
  const EvaluationMap map({-1, 0, 2});
  // 3 + x − 2x² at −1, 0 and 2
  CHECK(mapped(map, {3, 1, -2}, false) == std::vector<double>{0, 3, -3});
  const auto coefficients = mapped(map, {0, 3, -3}, true);
  CHECK(coefficients[0] == doctest::Approx(3));
  CHECK(coefficients[1] == doctest::Approx(1));
  CHECK(coefficients[2] == doctest::Approx(-2));
  // V = [1 −1 1; 1 0 0; 1 2 4], V⁻¹ = [0 1 0; −2/3 1/2 1/6; 1/3 −1/2 1/6]: the sums of the rows of |V|·|V⁻¹|
  // are 1 + 4/3 + 1 = 10/3, 1 and 1 + 8/3 + 4 = 23/3.
  CHECK(map.amplification() == doctest::Approx(23.0 / 3));
  CHECK(EvaluationMap::identity().amplification() == 1);
  CHECK(mapped(EvaluationMap::identity(), {7}, false) == std::vector<double>{7});
}

TEST_CASE("public polynomials that no key has are refused") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::pair<std::vector<double>, const char*>> cases = {
      {{}, "extents"},
      {{-0.5, 1}, "extents"},                        // degree 1
      {{0, 0, 0, 0, 0, 0, 0, 0, -1, 1}, "extents"},  // degree 9
      {{1, 0, 1}, "complex"},                        // x² + 1
      {{0.25, -1, 1}, "repeated"},                   // (x − 1/2)²
      {{0, 0, 0, 1}, "repeated"},                    // x³
      {{-0.25, 0, 2}, "coefficient 1"},
      {{nan, 0, 1}, "coefficient that no key has"},
      {{-0.25, std::numeric_limits<double>::infinity(), 1}, "coefficient that no key has"},
      {{-1e300, 0, 1}, "coefficient that no key has"},
      {{-9, 0, 1}, "roots as no key has them"}};  // 3 and −3
  for (const auto& [coefficients, complaint] : cases) {
    CAPTURE(complaint);
    CHECK_THROWS_WITH_AS(schemes::make_evaluator(with_polynomial(coefficients)), doctest::Contains(complaint),
                         DataError);
  }
  SchemeInfo without = with_polynomial({-0.25, 0, 1});
  CHECK_NOTHROW(schemes::make_evaluator(without));
  without.public_values.erase("polynomial");
  CHECK_THROWS_WITH_AS(schemes::make_evaluator(without), doctest::Contains("is missing"), DataError);
}
