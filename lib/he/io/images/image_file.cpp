#include "he/io/images/image_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "he/error.h"
#include "he/io/images/pgm.h"
#include "he/io/images/png.h"

namespace he::io {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{2} << 30;

std::string all_bytes(ByteInput& input) {
  std::string bytes;
  input.seek(0);
  const ByteInput::Size size = input.size();
  std::size_t step =
      size.exact ? static_cast<std::size_t>(std::min<std::uint64_t>(size.bytes, kMaxBytes)) + 1 : 1 << 20;
  for (std::size_t got = 1; got > 0; step = std::max(bytes.size(), std::size_t{1} << 16)) {
    const std::size_t used = bytes.size();
    bytes.resize(used + step);
    got = input.read(bytes.data() + used, step);
    bytes.resize(used + got);
    if (bytes.size() > kMaxBytes) throw DataError(input.name() + ": is larger than 2 GiB; split it first");
    if (got < step) break;
  }
  return bytes;
}

}  // namespace

ImageFormat image_format(std::span<const char> head) {
  const std::string_view text(head.data(), head.size());
  if (text.starts_with("\x89PNG\r\n\x1A\n")) return ImageFormat::png;
  if (is_dicom(head)) return ImageFormat::dicom;
  const auto may_follow = [](char c) {
    return c == '#' || (c >= '0' && c <= '9') || c == ' ' || (c >= '\t' && c <= '\r');
  };
  const bool map = text.starts_with("P2") || text.starts_with("P5");
  if (map && text.size() > 3 && may_follow(text[2]) && (text[2] < '0' || text[2] > '9') &&
      may_follow(text[3]))
    return ImageFormat::pgm;
  return ImageFormat::none;
}

ImageFile::ImageFile(ByteInput& input)
    : name_(input.name()),
      bytes_(all_bytes(input)),
      format_(image_format(std::span(bytes_).first(std::min<std::size_t>(bytes_.size(), 256)))) {
  if (bytes_.empty()) throw DataError(name_ + ": the file is empty");
  if (format_ == ImageFormat::none)
    throw UnsupportedError(name_ + ": is no PNG, PGM or DICOM; save the image as PNG");
  if (format_ != ImageFormat::dicom) return;
  dicom_ = std::make_unique<DicomFile>(bytes_, name_);
  bytes_.clear();
  bytes_.shrink_to_fit();
}

ImageFile::Frames ImageFile::frames(const FrameChoice& choice) const {
  const std::size_t all = dicom_ ? dicom_->frames() : 1;
  if (choice.kind == FrameChoice::Kind::all) return {0, all};
  if (choice.kind == FrameChoice::Kind::middle) return {all / 2, 1};
  if (choice.number > all)
    throw DataError(
        fmt::format("{}: has {} frame{}, so no frame {}", name_, all, all == 1 ? "" : "s", choice.number));
  return {choice.number - 1, 1};
}

Image ImageFile::frame(std::size_t index) const {
  if (dicom_) return dicom_->frame(index);
  return format_ == ImageFormat::png ? read_png(bytes_, name_) : read_pgm(bytes_, name_);
}

}  // namespace he::io
