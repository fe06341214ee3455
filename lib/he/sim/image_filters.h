#pragma once

#include <Eigen/Core>
#include <vector>

namespace he::sim {

/// A grey image or a map of a quantity over it: row (down), column (right).
using Image = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Separable Gaussian filters that keep their memory from one image to the next.
class GaussianBlur {
 public:
  /// Blurs in place with this deviation in pixels; the kernel ends at four deviations, the image continues
  /// beyond its edges as its mirror image (d c b a | a b c d). The image must be larger than four deviations.
  void operator()(Image& image, double sigma);

 private:
  void down(const Image& from, Image& to) const;
  void across(const Image& from, Image& to);

  std::vector<float> kernel_;  ///< from its centre on
  Image between_;
  std::vector<float> row_;  ///< with its continuation on both sides
};

/// Adds `factor` times a square image to a larger square one. Between the centres of the small image's pixels
/// it interpolates along a smooth step in both directions, from more than 64 pixels on linearly.
void add_enlarged(const Image& small, float factor, Image& to);

/// Means over squares: an image of `size` x `size`, which must divide its sides.
Image box_means(const Image& image, int size);

/// `image` averaged over shifts along a direction (radians from the right to down) over `length` pixels in
/// all; beyond the edges the nearest pixel counts. Lengths of less than 2 change nothing.
void blur_motion(Image& image, int length, double direction);

/// The value below which this part of every `stride`-th pixel of every `stride`-th row lies, interpolated
/// linearly between neighbours.
float quantile(const Image& image, double part, int stride);

}  // namespace he::sim
