#include "he/sim/image_filters.h"

#include <doctest/doctest.h>

#include "he/sim/normal_field.h"

namespace he::sim {
namespace {

TEST_CASE("a blurred point is a Gaussian, and the sum of an image stays") {
  Image image = Image::Zero(40, 40);
  image(20, 18) = 1;
  GaussianBlur blur;
  blur(image, 1.5);
  double sum = 0;
  for (int k = -6; k <= 6; ++k) sum += std::exp(-k * k / 4.5);
  CHECK(image(20, 18) == doctest::Approx(1 / (sum * sum)).epsilon(1e-5));
  CHECK(image(22, 17) == doctest::Approx(std::exp(-5 / 4.5) / (sum * sum)).epsilon(1e-5));
  CHECK(image(20, 25) == 0);
  CHECK(image.sum() == doctest::Approx(1).epsilon(1e-5));
}

TEST_CASE("an image continues as its mirror image when it is blurred") {
  // Another implementation: numpy.convolve of numpy.pad(…, mode="symmetric").
  const float expected[] = {0.640915f, 0.295963f, 0.058691f, 0.014099f,
                            0.130945f, 0.776325f, 2.28656f,  3.7965f};
  Image image(8, 8);
  image.rowwise() = Eigen::Array<float, 1, 8>{1, 0, 0, 0, 0, 0, 2, 5};
  GaussianBlur blur;
  blur(image, 1);
  for (int x = 0; x < 8; ++x) {
    CHECK(image(3, x) == doctest::Approx(expected[x]).epsilon(1e-4));
    CHECK(image(0, x) == doctest::Approx(image(7, x)));
  }
}

TEST_CASE("an enlarged image keeps constants, and rises along a smooth step between pixels") {
  Image small = Image::Constant(4, 4, 2), large = Image::Constant(16, 16, 1);
  add_enlarged(small, 3, large);
  CHECK((large - 7).abs().maxCoeff() < 1e-5);
  small.rowwise() = Eigen::Array<float, 1, 4>{0, 1, 1, 1};
  large.setZero();
  add_enlarged(small, 1, large);
  // Pixel 4 of 16 is at (4.5/4 - 0.5) = 0.625 between the first and the second one.
  const double t = .625;
  CHECK(large(9, 4) == doctest::Approx(t * t * (3 - 2 * t)));
  CHECK(large(9, 0) == 0);
  CHECK(large(9, 15) == 1);
}

TEST_CASE("boxes are averaged") {
  Image image(4, 4);
  image << 1, 2, 3, 4,  //
      5, 6, 7, 8,       //
      0, 0, 1, 1,       //
      0, 4, 1, 1;
  Image expected(2, 2);
  expected << 3.5f, 5.5f, 1, 1;
  CHECK((box_means(image, 2) == expected).all());
  CHECK((box_means(image, 4) == image).all());
}

TEST_CASE("motion smears along its direction and repeats the edges") {
  Image image = Image::Zero(16, 16);
  image(8, 8) = 5;
  Image still = image;
  blur_motion(still, 1, 0);
  CHECK((still == image).all());
  Image moved = image;
  blur_motion(moved, 5, 0);  // shifts -2.5, -1.25, 0, 1.25, 2.5: to the nearest even ones -2, -1, 0, 1, 2
  for (int x = 6; x <= 10; ++x) CHECK(moved(8, x) == doctest::Approx(1));
  CHECK(moved.sum() == doctest::Approx(5));
  moved = image;
  blur_motion(moved, 5, 1.5707963267948966);
  for (int y = 6; y <= 10; ++y) CHECK(moved(y, 8) == doctest::Approx(1));
  Image constant = Image::Constant(16, 16, 3);
  blur_motion(constant, 7, .8);
  CHECK((constant - 3).abs().maxCoeff() < 1e-5);
}

TEST_CASE("a quantile lies between neighbours") {
  Image image(2, 3);
  image << 5, 1, 4, 2, 3, 0;
  CHECK(quantile(image, .5, 1) == 2.5f);
  CHECK(quantile(image, 0, 1) == 0);
  CHECK(quantile(image, 1, 1) == 5);
  CHECK(quantile(image, .05, 1) == doctest::Approx(.25));
  CHECK(quantile(image, .5, 2) == 4.5f);  // pixels 5 and 4
}

TEST_CASE("a field of normal numbers has the moments of the normal distribution") {
  PatientRandom random(5, 0);
  NormalField field(random);
  std::vector<float> numbers(1 << 16);
  field.fill(numbers);
  double moments[5] = {};
  double neighbours = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (int k = 1; k < 5; ++k) moments[k] += std::pow(numbers[i], k) / static_cast<double>(numbers.size());
    if (i > 0) neighbours += numbers[i] * numbers[i - 1] / static_cast<double>(numbers.size());
  }
  // Five standard errors: sqrt(1, 2, 15, 96)/256.
  CHECK(std::abs(moments[1]) < .0196);
  CHECK(std::abs(moments[2] - 1) < .0277);
  CHECK(std::abs(moments[3]) < .0757);
  CHECK(std::abs(moments[4] - 3) < .1914);
  CHECK(std::abs(neighbours) < .0196);
}

}  // namespace
}  // namespace he::sim
