#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace he::io {

/// How a copy of an image differs from it. The default changes nothing. There is no mirror: a mirrored heart
/// is another anatomy.
struct Distortion {
  double right = 0, down = 0;  ///< shift, as a share of width and height
  double degrees = 0;          ///< rotation about the middle, clockwise as one looks at it
  double gain = 1, gamma = 1;  ///< a pixel x becomes gain·x^gamma, not cut off at 1
};

/// Which frames of a run of several are records: the one in the middle (⌊n/2⌋ + 1 of n), one by its number,
/// or all.
struct FrameChoice {
  enum class Kind { middle, one, all };
  Kind kind = Kind::middle;
  std::size_t number = 0;  ///< of the one, from 1
};

/// How images become records. In this order: cut to their middle, moved (copies), resized, exposed (copies),
/// standardised.
struct ImageOptions {
  std::size_t width = 0, height = 0;  ///< to resize to; 0: as they are, which must then be one size for all
  bool standardise = false;           ///< each image to mean 0 and deviation 1
  FrameChoice frames{};
  bool skip_bad = false;     ///< files that cannot be read are left out, each with a warning
  std::uint32_t copies = 0;  ///< distorted copies that follow each frame
  /// How copy `copy` (from 1) of frame `frame` of all (from 0) differs from it.
  std::function<Distortion(std::uint64_t frame, std::uint32_t copy)> distort{};
  std::function<void(const std::string& warning)> warn = [](const std::string&) {};
};

}  // namespace he::io
