// Learning rates in the course of a training, worked by hand.

#include "he/nn/schedule.h"

#include <doctest/doctest.h>

#include "he/error.h"

using he::nn::Schedule;

TEST_CASE("a constant schedule stays at its rate") {
  CHECK(Schedule{"constant", 0.25}.at(999, 1000, 9) == 0.25);
}

TEST_CASE("a step schedule multiplies the rate after each so many epochs") {
  const Schedule schedule{"step", 8, 0.5, 3};
  CHECK(schedule.at(0, 100, 0) == 8);
  CHECK(schedule.at(29, 100, 2) == 8);
  CHECK(schedule.at(30, 100, 3) == 4);
  CHECK(schedule.at(90, 100, 9) == 1);
}

TEST_CASE("a cosine schedule falls from the rate to nothing") {
  const Schedule schedule{"cosine", 2};
  CHECK(schedule.at(0, 12, 0) == 2);
  CHECK(schedule.at(4, 12, 0) == doctest::Approx(1.5));  // 1 + cos 60°
  CHECK(schedule.at(6, 12, 0) == doctest::Approx(1));
  CHECK(schedule.at(8, 12, 0) == doctest::Approx(0.5));
}

TEST_CASE("a schedule that is not known is refused") {
  CHECK_THROWS_AS(Schedule{"warm"}.at(0, 1, 0), he::UsageError);
}
