#include "he/cli/stages.h"

#include <doctest/doctest.h>
#include <time.h>

using he::cli::Stages;

TEST_CASE("stages keep their order, add up, and nothing is measured for others") {
  Stages stages;
  { auto span = stages.measure("read"); }
  { auto span = stages.measure("evaluate"); }
  const double first = stages.of("read").wall;
  {
    auto span = stages.measure("read");
    const timespec pause{0, 2'000'000};
    nanosleep(&pause, nullptr);
  }
  CHECK(stages.of("read").wall >=
        first + 0.002);  // sleeping at least as long as asked is what the system promises
  CHECK(stages.of("write").wall == 0);
  const auto json = stages.json();
  CHECK(json.size() == 2);
  CHECK(json.begin().key() == "read");
  CHECK(json["read"]["wall_seconds"] == stages.of("read").wall);
  CHECK(json["read"].contains("cpu_seconds"));
}
