#include "he/nn/augmentation.h"

#include <cmath>
#include <limits>

#include "he/error.h"
#include "he/nn/public_random.h"

namespace he::nn {

io::Distortion draw_distortion(std::uint64_t seed, std::uint64_t frame, std::uint32_t copy) {
  if (frame > std::numeric_limits<std::uint32_t>::max())
    throw UsageError("at most 4294967296 frames can be augmented");
  PublicRandom random(seed, stream_of(StreamUse::augment, copy, static_cast<std::uint32_t>(frame)));
  const auto within = [&](double most) { return most * (2 * random.uniform() - 1); };
  io::Distortion distortion;
  distortion.right = within(kMaxShift);
  distortion.down = within(kMaxShift);
  distortion.degrees = within(kMaxRotation);
  distortion.gain = std::exp(within(std::log(kMaxExposure)));
  distortion.gamma = std::exp(within(std::log(kMaxExposure)));
  return distortion;
}

}  // namespace he::nn
