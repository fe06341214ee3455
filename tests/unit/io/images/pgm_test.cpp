#include "he/io/images/pgm.h"

#include "io/table_files.h"

using he::DataError;
using he::io::Image;
using he::io::read_pgm;
using he::io::test::refusal;
using namespace std::string_literals;

using Pixels = std::vector<double>;

namespace {

Pixels pgm_pixels(const std::string& file) { return read_pgm(file, "data.pgm").pixels; }
std::string pgm_refusal(const std::string& file) {
  return refusal<DataError>([&] { pgm_pixels(file); });
}

}  // namespace

TEST_CASE("P2, with comments wherever blanks may be") {
  const Image image = read_pgm("P2\n# made by hand\n3 2 # extents\n10\n0 1 5\n10 2 #last\n4\n"s, "data.pgm");
  CHECK(image.width == 3);
  CHECK(image.height == 2);
  CHECK(image.pixels == Pixels{0, 0.1, 0.5, 1, 0.2, 0.4});
}

TEST_CASE("P5 of one byte, and of two with the high byte first") {
  CHECK(pgm_pixels("P5 2 1 255\n\x33\xFF"s) == Pixels{0.2, 1});
  CHECK(pgm_pixels("P5\n2 1\n256\n\x01\x00\x00\x40"s) == Pixels{1, 0.25});
  CHECK(pgm_pixels("P5 1 1 65535\n\x33\x33"s) == Pixels{13107 / 65535.0});
}

TEST_CASE("one blank alone stands before the pixels, which may look like blanks or comments") {
  CHECK(pgm_pixels("P5 3 1 100\n\n# "s) == Pixels{0.1, 0.35, 0.32});  // bytes 10, 35, 32
}

TEST_CASE("a file that ends early, or does not end, is refused") {
  CHECK(pgm_refusal("P5 2 2 255\n\x01\x02\x03"s) == "data.pgm: ends early: its header announces 2x2 pixels");
  CHECK(pgm_refusal("P5 1 1 255\n\x01\x02"s) == "data.pgm: holds 1 bytes more than its header announces");
  CHECK(pgm_refusal("P2 2 2 255\n1 2 3 "s) == "data.pgm: ends early");
  CHECK(pgm_refusal("P2 1 1 255\n1 2"s) == "data.pgm: holds more than the pixels that its header announces");
  CHECK(pgm_refusal("P5 2"s) == "data.pgm: ends early");
}

TEST_CASE("values and headers that cannot be are refused with their place") {
  CHECK(pgm_refusal("P2 2 2 9\n1 2\n3 10\n"s) ==
        "data.pgm: row 2, column 2: 10 is above the largest value that the header announces, 9");
  CHECK(pgm_refusal("P2 2 1 9\n1 -2"s) == "data.pgm: byte 12: a number should stand there, the pixel");
  CHECK(pgm_refusal("P2 2 x 9\n1 2"s) == "data.pgm: byte 6: a number should stand there, the height");
  CHECK(pgm_refusal("P5 1 1 0\n1"s) ==
        "data.pgm: announces 0 as its largest value, which must be from 1 to 65535");
  CHECK(pgm_refusal("P5 1 1 65536\n12"s).find("from 1 to 65535") != std::string::npos);
  CHECK(pgm_refusal("P5 0 1 255\n"s) == "data.pgm: is an image without pixels (0x1)");
  CHECK(pgm_refusal("P6 1 1 255\n123"s) == "data.pgm: is not a PGM file (P2 or P5)");
}

TEST_CASE("a header that promises more than the file holds is refused before memory is taken") {
  CHECK(pgm_refusal("P5 8000 8000 255\n1"s) == "data.pgm: ends early: its header announces 8000x8000 pixels");
  CHECK(pgm_refusal("P5 99999 99999 255\n1"s).find("at most 67108864 are read") != std::string::npos);
  CHECK(pgm_refusal("P2 18446744073709551617 1 255\n1"s).find("a number should stand there") !=
        std::string::npos);
}

// Mutations of good files: whatever the bytes are, the answer is an image of the announced extents with
// pixels from 0 to 1, or one sentence that names the file.
TEST_CASE("any bytes give an image or a refusal") {
  const std::string samples[] = {"P2\n# c\n3 2\n10\n0 1 5\n10 2 4\n", "P5 2 2 255\n\x01\x02\x03\x04"s,
                                 "P5\n2 1\n300\n\x01\x02\x00\x40"s};
  const std::string alphabet = "P25 \n#\t019-x\0\xFF"s;
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  std::size_t good = 0, refused = 0;
  for (int run = 0; run < 20000; ++run) {
    std::string file = samples[below(3)];
    for (std::size_t changes = 1 + below(3); changes > 0 && !file.empty(); --changes) {
      const std::size_t at = below(file.size());
      const std::size_t kind = below(4);
      if (kind == 0) file[at] = alphabet[below(alphabet.size())];
      if (kind == 1) file.insert(at, 1, alphabet[below(alphabet.size())]);
      if (kind == 2) file.erase(at, 1 + below(3));
      if (kind == 3) file.resize(at);
    }
    try {
      const Image image = read_pgm(file, "data.pgm");
      ++good;
      REQUIRE(image.pixels.size() == image.width * image.height);
      for (double x : image.pixels) REQUIRE((x >= 0 && x <= 1));
    } catch (const DataError& error) {
      ++refused;
      REQUIRE(std::string(error.what()).starts_with("data.pgm: "));
    }
  }
  CHECK(good > 1000);
  CHECK(refused > 1000);
}
