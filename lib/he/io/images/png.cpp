#include "he/io/images/png.h"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <vector>

#include "he/error.h"
#include "he/io/bytes/atomic_file.h"

namespace he::io {
namespace {

// Deflate makes at most 1032 bytes of one.
constexpr std::size_t kMaxExpansion = 1032;

/// Reads a PNG in two steps, so that memory is taken between them. libpng reports errors by longjmp(), so the
/// functions that call it hold nothing that needs destroying.
class PngReader {
 public:
  PngReader(std::span<const char> file, const std::string& name)
      : file_(file),
        name_(name),
        png_(png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning)) {
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) throw std::bad_alloc();
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  Image read() {
    if (!read_header()) fail();
    require_pixels(width_, height_, name_);
    if (row_bytes_ * height_ / kMaxExpansion > file_.size())
      throw DataError(
          fmt::format("{}: the PNG cannot hold the {}x{} pixels that it announces", name_, width_, height_));
    bytes_.resize(row_bytes_ * height_);
    for (std::size_t y = 0; y < height_; ++y) rows_.push_back(bytes_.data() + y * row_bytes_);
    if (!read_pixels()) fail();
    Image image{width_, height_, {}};
    image.pixels.reserve(width_ * height_);
    for (std::size_t i = 0; i < width_ * height_; ++i) image.pixels.push_back(grey(i));
    return image;
  }

 private:
  bool read_header() {
    if (setjmp(png_jmpbuf(png_))) return false;
    png_set_read_fn(png_, this, on_read);
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // require_pixels() has a clearer sentence
    png_read_info(png_, info_);
    png_set_expand(png_);
    png_set_strip_alpha(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    width_ = png_get_image_width(png_, info_);
    height_ = png_get_image_height(png_, info_);
    channels_ = png_get_channels(png_, info_);
    deep_ = png_get_bit_depth(png_, info_) == 16;
    row_bytes_ = png_get_rowbytes(png_, info_);
    return true;
  }

  bool read_pixels() {
    if (setjmp(png_jmpbuf(png_))) return false;
    png_read_image(png_, rows_.data());
    png_read_end(png_, nullptr);
    return true;
  }

  double sample(std::size_t i) const {
    return deep_ ? (bytes_[2 * i] << 8 | bytes_[2 * i + 1]) / 65535.0 : bytes_[i] / 255.0;
  }
  double grey(std::size_t pixel) const {
    const std::size_t i = pixel * channels_;
    return channels_ == 1 ? sample(i) : grey_of(sample(i), sample(i + 1), sample(i + 2));
  }

  [[noreturn]] void fail() const {
    throw DataError(fmt::format("{}: the PNG is damaged or ends early ({})", name_, message_));
  }

  static void on_error(png_structp png, png_const_charp message) {
    auto& reader = *static_cast<PngReader*>(png_get_error_ptr(png));
    std::snprintf(reader.message_, sizeof reader.message_, "%s", message);
    png_longjmp(png, 1);
  }
  static void on_warning(png_structp, png_const_charp) {}
  static void on_read(png_structp png, png_bytep to, std::size_t size) {
    auto& reader = *static_cast<PngReader*>(png_get_io_ptr(png));
    if (reader.file_.size() - reader.position_ < size) png_error(png, "end of file");
    std::copy_n(reader.file_.data() + reader.position_, size, reinterpret_cast<char*>(to));
    reader.position_ += size;
  }

  std::span<const char> file_;
  const std::string& name_;
  std::size_t position_ = 0;
  char message_[96] = "";
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::size_t width_ = 0, height_ = 0, channels_ = 0, row_bytes_ = 0;
  bool deep_ = false;
  std::vector<png_byte> bytes_;
  std::vector<png_bytep> rows_;
};

}  // namespace

Image read_png(std::span<const char> file, const std::string& name) { return PngReader(file, name).read(); }

void write_png(const std::string& path, std::size_t width, std::size_t height, std::size_t channels,
               std::span<const std::uint8_t> bytes) {
  if ((channels != 1 && channels != 3) || width == 0 || height == 0 || height > kMaxPixels / width ||
      bytes.size() != width * height * channels)
    throw UsageError(fmt::format("{}: {} bytes are no image of {}x{} pixels with {} channels", path,
                                 bytes.size(), width, height, channels));
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::vector<char> file(size);
  if (png_image_write_to_memory(&image, file.data(), &size, 0, bytes.data(), 0, nullptr) == 0)
    throw IoError(fmt::format("{}: cannot be written as PNG: {}", path, image.message));
  AtomicFile output(path);
  output.write({file.data(), size});
  output.commit();
}

}  // namespace he::io
