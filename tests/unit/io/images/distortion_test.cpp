#include "he/io/images/distortion.h"
#include "he/io/records/image_options.h"

#include <doctest/doctest.h>

using he::io::Distortion;
using he::io::expose;
using he::io::Image;
using he::io::moved;

using Pixels = std::vector<double>;

namespace {

const Image kImage{4, 4, {11, 12, 13, 14, 21, 22, 23, 24, 31, 32, 33, 34, 41, 42, 43, 44}};

void check(const Image& image, const Pixels& expected) {
  REQUIRE(image.pixels.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(image.pixels[i] == doctest::Approx(expected[i]).epsilon(1e-12));
}

}  // namespace

TEST_CASE("no distortion changes nothing") {
  Image image = moved(kImage, {});
  expose(image, {});
  check(image, kImage.pixels);
}

TEST_CASE("a shift moves the content right and down; the edge is repeated") {
  check(moved(kImage, {.right = 0.25}), {11, 11, 12, 13, 21, 21, 22, 23, 31, 31, 32, 33, 41, 41, 42, 43});
  check(moved(kImage, {.down = -0.25}), {21, 22, 23, 24, 31, 32, 33, 34, 41, 42, 43, 44, 41, 42, 43, 44});
  check(moved(kImage, {.right = 0.125}),  // half a pixel: means of neighbours
        {11, 11.5, 12.5, 13.5, 21, 21.5, 22.5, 23.5, 31, 31.5, 32.5, 33.5, 41, 41.5, 42.5, 43.5});
}

TEST_CASE("a rotation is clockwise about the middle") {
  check(moved(kImage, {.degrees = 90}), {41, 31, 21, 11, 42, 32, 22, 12, 43, 33, 23, 13, 44, 34, 24, 14});
  check(moved(kImage, {.degrees = 180}), {44, 43, 42, 41, 34, 33, 32, 31, 24, 23, 22, 21, 14, 13, 12, 11});
}

TEST_CASE("rotation comes before the shift") {
  check(moved(kImage, {.right = 0.25, .degrees = 90}),
        {41, 41, 31, 21, 42, 42, 32, 22, 43, 43, 33, 23, 44, 44, 34, 24});
}

TEST_CASE("gain and gamma") {
  Image image{3, 1, {0, 0.25, 1}};
  expose(image, {.gain = 1.2, .gamma = 0.5});
  check(image, {0, 0.6, 1.2});
}
