#include "he/secret/ckks/sub_key.h"

#include <doctest/doctest.h>

using he::SecretBytes, he::secret::ckks::sub_key;

TEST_CASE("sub-keys of other purposes and other masters have nothing in common") {
  const SecretBytes master(32, 7), other(32, 8);
  CHECK(sub_key(master, "secret") == sub_key(master, "secret"));
  CHECK(sub_key(master, "secret") != sub_key(master, "seeds"));
  CHECK(sub_key(master, "secret") != sub_key(other, "secret"));
}
