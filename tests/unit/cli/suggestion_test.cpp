#include "he/cli/suggestion.h"

#include <doctest/doctest.h>

using he::cli::closest;

TEST_CASE("a misspelt word finds its neighbour, a foreign one nothing") {
  const std::vector<std::string> names{"--mask", "--features", "--target", "--json"};
  CHECK(closest("--maks", names) == "--mask");         // two letters swapped
  CHECK(closest("--feature", names) == "--features");  // one dropped
  CHECK(closest("--Target", names) == "--target");
  CHECK(closest("--colour", names).empty());
  CHECK(closest("", names).empty());
}
