#include "he/io/hdf5/fletcher32.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using he::io::fletcher32;

namespace {

/// Fletcher's definition, word by word; the folds are those of HDF5's file format.
std::uint32_t by_definition(const std::vector<unsigned char>& bytes) {
  std::uint64_t sum = 0, sum_of_sums = 0;
  const auto fold = [](std::uint64_t value) {
    return value > 65535 ? (value & 0xffff) + (value >> 16) : value;
  };
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const unsigned low = i + 1 < bytes.size() ? bytes[i + 1] : 0u;
    sum = fold(sum + (static_cast<unsigned>(bytes[i]) << 8) + low);
    sum_of_sums = fold(sum_of_sums + sum);
  }
  return static_cast<std::uint32_t>(sum_of_sums << 16 | sum);
}

}  // namespace

TEST_CASE("Fletcher-32 follows its definition for every length") {
  std::mt19937 random(1982);
  for (std::size_t size = 0; size < 1500; size += 1 + size / 7) {
    std::vector<unsigned char> bytes(size);
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random());
    CHECK(fletcher32(bytes) == by_definition(bytes));
  }
}

TEST_CASE("Fletcher-32 distinguishes a sum of 65535 from nothing, and does not overflow") {
  // By hand: the words 0xffff, or 0x0001 and 0xfffe, sum to 65535, which folds to itself and not to 0.
  CHECK(fletcher32(std::vector<unsigned char>{0xff, 0xff}) == 0xffffffff);
  CHECK(fletcher32(std::vector<unsigned char>{0x00, 0x01, 0xff, 0xfe}) == 0x0001ffff);
  CHECK(fletcher32(std::vector<unsigned char>(64, 0)) == 0);
  CHECK(fletcher32(std::vector<unsigned char>(100'000, 0xff)) == 0xffffffff);
}
