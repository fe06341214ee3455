#include "he/stats/difference.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using doctest::Approx;
using he::stats::Difference;

namespace {

Difference of(const std::vector<double>& a, const std::vector<double>& b) {
  Difference difference;
  for (std::size_t i = 0; i < a.size(); ++i) difference.add(a[i], b[i]);
  return difference;
}

}  // namespace

TEST_CASE("errors are those of the examples in scikit-learn's documentation of its metrics") {
  const Difference d = of({2.5, 0.0, 2, 8}, {3, -0.5, 2, 7});
  CHECK(d.mae() == 0.5);
  CHECK(d.rmse() == Approx(std::sqrt(0.375)).epsilon(1e-15));
  CHECK(d.r_squared() == Approx(0.948).epsilon(1e-3));
  CHECK(d.max_abs() == 1);
  CHECK(d.max_relative() == 1);  // 0.5 of −0.5
  CHECK(d.not_identical() == 3);
}

TEST_CASE("R² over columns is pooled, each about its own mean") {
  // r2_score(…, multioutput='variance_weighted') in scikit-learn's documentation: 0.938
  Difference both = of({0, -1, 8}, {0.5, -1, 7});
  both.add_column(of({2, 2, -5}, {1, 1, -6}));
  CHECK(both.r_squared() == Approx(0.938).epsilon(1e-3));
  CHECK(both.count() == 6);
  CHECK(both.mae() == Approx((0.5 + 0 + 1 + 1 + 1 + 1) / 6));
}

TEST_CASE("a large common offset costs no digits, and large numbers do not overflow") {
  const double offset = 1e9;  // Σ(b − mean)² of 4, 7, 13, 16 is 90, whatever the offset
  const Difference d = of({offset + 5, offset + 8, offset + 14, offset + 17},
                          {offset + 4, offset + 7, offset + 13, offset + 16});
  CHECK(d.r_squared() == Approx(1 - 4.0 / 90).epsilon(1e-14));
  CHECK(of({1e200, 0}, {0, 1e200}).rmse() == Approx(1e200));
  CHECK(of({1e-200}, {0}).rmse() == Approx(1e-200));
  CHECK(of({1e308}, {-1e308}).max_abs() == std::numeric_limits<double>::infinity());
}

TEST_CASE("NaN and infinity count as infinitely different, even from themselves") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (const auto& [a, b] : {std::pair{nan, 1.0}, {1.0, inf}, {nan, nan}, {inf, inf}}) {
    const Difference d = of({0, a, 2}, {0, b, 2});
    CHECK(d.not_finite() == 1);
    CHECK(d.max_abs() == inf);
    CHECK(d.rmse() == inf);
    CHECK(d.mae() == inf);
    CHECK(d.max_relative() == inf);
    CHECK(std::isnan(d.r_squared()));
  }
}

TEST_CASE("nothing is relative to a truth of zero, and a constant truth has no R²") {
  CHECK(of({1, 2}, {0, 4}).max_relative() == 0.5);
  CHECK(of({1}, {0}).max_relative() == 0);
  CHECK(std::isnan(of({1, 2}, {3, 3}).r_squared()));
  CHECK(of({}, {}).rmse() == 0);
}

TEST_CASE("zeros of different sign differ in their bits alone") {
  const Difference d = of({0.0, 1}, {-0.0, 1});
  CHECK(d.max_abs() == 0);
  CHECK(d.not_identical() == 1);
}
