#include "he/secret/last_function.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace he;

TEST_CASE("softmax goes along the last axis") {
  std::vector<double> values{1, -1, 800, 800};
  secret::apply_last(LastFunction::softmax, 2, values);
  const double e = std::exp(1.0);
  CHECK(values[0] == doctest::Approx(e / (e + 1 / e)));
  CHECK(values[1] == doctest::Approx(1 - e / (e + 1 / e)));
  CHECK(values[2] == 0.5);
  CHECK(values[3] == 0.5);
}

TEST_CASE("the sigmoid is applied to every number") {
  std::vector<double> values{1, -1, 0};
  secret::apply_last(LastFunction::sigmoid, 3, values);
  CHECK(values[1] == doctest::Approx(1 / (1 + std::exp(1.0))));
  CHECK(values[0] + values[1] == doctest::Approx(1));
  CHECK(values[2] == 0.5);
}
