#include "he/stats/timing.h"

#include <doctest/doctest.h>

using he::stats::timing;

TEST_CASE("timing comes from the stage that evaluates") {
  const auto t = timing(R"({"tool":"he-infer","key_id":"00ff","records":2000,"threads":2,
      "stages":{"read":{"wall_seconds":9},"evaluate":{"wall_seconds":0.5,"cpu_seconds":1}}})");
  REQUIRE(t.has_value());
  CHECK(t->seconds == 0.5);
  CHECK(t->microseconds_per_record() == 250);
  CHECK(t->threads == 2);
  CHECK(t->encrypted);
}

TEST_CASE("provenance that is absent, foreign or damaged gives no timing") {
  for (const char* text :
       {"", "{", "[]", "{\"stages\":{}}", "{\"stages\":{\"evaluate\":{\"wall_seconds\":\"fast\"}}}"})
    CHECK_FALSE(timing(text).has_value());
  CHECK(timing(R"({"records":0,"stages":{"evaluate":{"wall_seconds":1}}})")->microseconds_per_record() == 0);
}
