#include "he/io/images/resize.h"
#include "he/io/records/transforms.h"
#include "he/io/records/transforms.h"

#include <doctest/doctest.h>

using he::io::cropped;
using he::io::Image;
using he::io::resized;

using Pixels = std::vector<double>;

namespace {

void check(const Image& image, std::size_t width, std::size_t height, const Pixels& expected) {
  CHECK(image.width == width);
  CHECK(image.height == height);
  REQUIRE(image.pixels.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(image.pixels[i] == doctest::Approx(expected[i]).epsilon(1e-12));
}

Image row(const Pixels& pixels) { return {pixels.size(), 1, pixels}; }

}  // namespace

TEST_CASE("shrinking by a whole factor is the mean of blocks") {
  const Image image{4, 2, {0.0, 0.2, 1.0, 0.4, 0.4, 0.6, 0.2, 0.0}};
  check(resized(image, 2, 1), 2, 1, {0.3, 0.4});
}

TEST_CASE("shrinking by a fraction counts pixels for the part that is covered") {
  // 3 to 2: a new pixel covers one and a half old ones, (a + b/2)/1.5 and (b/2 + c)/1.5.
  check(resized(row({0.3, 0.6, 0.9}), 2, 1), 2, 1, {0.4, 0.8});
  // 5 to 3: 5/3 each: (a + 2/3 b)·3/5, (1/3 b + c + 1/3 d)·3/5, (2/3 d + e)·3/5.
  check(resized(row({1, 0, 0.5, 0.9, 0.1}), 3, 1), 3, 1, {0.6, 0.48, 0.42});
  // Both axes at once: the weights multiply. Rows of 3 to 2, columns of 3 to 1.
  check(resized({3, 3, {0.3, 0.6, 0.9, 0.3, 0.6, 0.9, 0.6, 0.9, 0.3}}, 2, 1), 2, 1, {1.5 / 3, 2.1 / 3});
}

TEST_CASE("shrinking keeps the mean and constants") {
  Image image{37, 23, {}};
  for (int i = 0; i < 37 * 23; ++i) image.pixels.push_back(0.5 + 0.5 * std::sin(i));
  const auto mean = [](const Image& of) {
    double sum = 0;
    for (double x : of.pixels) sum += x;
    return sum / static_cast<double>(of.pixels.size());
  };
  CHECK(mean(resized(image, 11, 7)) == doctest::Approx(mean(image)).epsilon(1e-12));
  for (double& x : image.pixels) x = 0.3;
  for (const auto& [w, h] : {std::pair<std::size_t, std::size_t>{10, 9}, {64, 64}, {10, 64}})
    for (double x : resized(image, w, h).pixels) REQUIRE(x == doctest::Approx(0.3).epsilon(1e-12));
}

TEST_CASE("growing is linear between centres, and constant beyond the outermost") {
  // 2 to 4: centres of the new pixels lie at −1/4, 1/4, 3/4, 5/4 of the old axis.
  check(resized(row({0.2, 0.6}), 4, 1), 4, 1, {0.2, 0.3, 0.5, 0.6});
  check(resized({1, 2, {0.2, 0.6}}, 1, 4), 1, 4, {0.2, 0.3, 0.5, 0.6});
  check(resized(row({0.7}), 3, 1), 3, 1, {0.7, 0.7, 0.7});
}

TEST_CASE("one axis may shrink while the other grows") {
  check(resized({2, 1, {0.2, 0.6}}, 1, 2), 1, 2, {0.4, 0.4});
}

TEST_CASE("the middle is cut out, the smaller half of an odd rest on the left and above") {
  const Image image{4, 3, {11, 12, 13, 14, 21, 22, 23, 24, 31, 32, 33, 34}};
  check(cropped(image, 1, 1), 3, 3, {11, 12, 13, 21, 22, 23, 31, 32, 33});
  check(cropped(image, 64, 64), 3, 3, {11, 12, 13, 21, 22, 23, 31, 32, 33});
  check(cropped(image, 4, 1), 4, 1, {21, 22, 23, 24});
  check(cropped(image, 2, 3), 2, 3, {12, 13, 22, 23, 32, 33});
  check(cropped({5, 1, {1, 2, 3, 4, 5}}, 1, 1), 1, 1, {3});
}

TEST_CASE("z-scores of an image: the population's deviation, and 1e-6") {
  Image image = row({1, 2, 3, 4});  // mean 2.5, variance 1.25
  he::io::standardise(std::span(image.pixels));
  const double deviation = std::sqrt(1.25) + 1e-6;
  check(image, 4, 1, {-1.5 / deviation, -0.5 / deviation, 0.5 / deviation, 1.5 / deviation});
  Image flat = row({0.3, 0.3});
  he::io::standardise(std::span(flat.pixels));
  check(flat, 2, 1, {0, 0});
}
