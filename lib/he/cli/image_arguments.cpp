#include "he/cli/image_arguments.h"

#include <fmt/format.h>

#include <charconv>

#include "he/nn/augmentation.h"

namespace he::cli {
namespace {

constexpr const char* kImageGroup = "Reading images (PNG, PGM, DICOM; files, lists, folders)";
constexpr std::size_t kMaxExtent = 8192;

/// A whole number of 1 or more at the start of `text`, which is then moved behind it; 0 where there is none.
std::size_t take_number(std::string_view& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

void parse_size(const std::string& text, io::ImageOptions& options) {
  std::string_view rest = text;
  options.width = take_number(rest);
  const bool separated = rest.starts_with('x');
  rest.remove_prefix(separated ? 1 : 0);
  options.height = take_number(rest);
  if (!separated || !rest.empty() || options.width == 0 || options.height == 0 ||
      options.width > kMaxExtent || options.height > kMaxExtent)
    throw UsageError(
        fmt::format("--size: '{}' is not of the form WxH, such as 64x64, from 1 to {}", text, kMaxExtent));
}

}  // namespace

void ImageArguments::add_to(Tool& tool) {
  const Options options = tool.options();
  options
      .add("--size", size_,
           "cut out the middle of each image in these proportions and resize it (default: the largest "
           "square, not resized)")
      .type_name("WxH")
      .group(kImageGroup);
  options
      .add("--normalise", normalise_,
           "zscore: from each image (or record of other data) subtract its mean, then divide by its standard "
           "deviation; none: pixels from 0 to 1")
      .one_of({"none", "zscore"})
      .default_text("none")
      .group(kImageGroup);
  options.add("--frame", frame_, "which frame of a run to take: number N, the middle one, or all")
      .type_name("N|middle|all")
      .default_text("middle")
      .group(kImageGroup);
  options
      .add_flag("--skip-bad", skip_bad_, "leave out files that cannot be read; warn of each, and count them")
      .group(kImageGroup);
  options
      .add("--augment", copies_,
           fmt::format(
               "add N distorted copies after each frame, for training: shifted by up to 1/{:.0f} of the "
               "extent, rotated by up to {:.0f} degrees, with gain and gamma of 1/{} to {}, never mirrored",
               1 / nn::kMaxShift, nn::kMaxRotation, nn::kMaxExposure, nn::kMaxExposure))
      .type_name("N")
      .between(0, 1000)
      .group(kImageGroup);
  options.add("--augment-seed", seed_, "seed of the distortions; it is not secret (default 1)")
      .type_name("S")
      .group(kImageGroup);
}

io::FrameChoice ImageArguments::frames() const {
  if (frame_ == "middle") return {};
  if (frame_ == "all") return {io::FrameChoice::Kind::all};
  std::string_view rest = frame_;
  const std::size_t number = take_number(rest);
  if (number == 0 || !rest.empty())
    throw UsageError(
        fmt::format("--frame: '{}' is not 'middle', 'all' or the number of a frame, from 1", frame_));
  return {io::FrameChoice::Kind::one, number};
}

io::ImageOptions ImageArguments::options(Report& report) {
  io::ImageOptions options;
  if (!size_.empty()) parse_size(size_, options);
  options.standardise = normalise_ == "zscore";
  options.frames = frames();
  options.skip_bad = skip_bad_;
  options.copies = copies_;
  options.distort = [seed = seed_](std::uint64_t frame, std::uint32_t copy) {
    return nn::draw_distortion(seed, frame, copy);
  };
  left_out_ = std::make_shared<std::size_t>(0);
  options.warn = [&report, count = left_out_](const std::string& warning) {
    report.warning(warning);
    ++*count;
  };
  return options;
}

void ImageArguments::report_left_out(const std::string& name, Report& report) const {
  if (left_out_ && *left_out_ > 0)
    report.warning(
        fmt::format("{}: {} file{} left out", name, *left_out_, *left_out_ == 1 ? " is" : "s are"));
}

}  // namespace he::cli
