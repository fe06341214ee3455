#include "he/io/images/png.h"

#include <zlib.h>

#include "io/table_files.h"

using he::DataError;
using he::UsageError;
using he::io::Image;
using he::io::read_png;
using he::io::write_png;
using he::io::test::Folder;
using he::io::test::read_bytes;
using he::io::test::refusal;
using namespace std::string_literals;

using Pixels = std::vector<double>;
using Bytes = std::vector<std::uint8_t>;

namespace {

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

/// A chunk as the PNG specification (W3C, section 5.3) has it: length, type, data, CRC of type and data.
std::string chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + body +
         big_endian(static_cast<std::uint32_t>(crc));
}

std::string deflated(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(size, '\0');
  REQUIRE(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                   reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size())) == Z_OK);
  return packed.substr(0, size);
}

/// A PNG made by hand: `rows` as the specification has them, each with its filter byte 0.
std::string png(std::uint32_t width, std::uint32_t height, char depth, char colour, const std::string& rows,
                const std::string& before_data = "") {
  return "\x89PNG\r\n\x1A\n" +
         chunk("IHDR", big_endian(width) + big_endian(height) + depth + colour + "\0\0\0"s) + before_data +
         chunk("IDAT", deflated(rows)) + chunk("IEND", "");
}

Pixels png_pixels(const std::string& file) { return read_png(file, "data.png").pixels; }

}  // namespace

TEST_CASE("grey of 1, 8 and 16 bits becomes 0 to 1") {
  CHECK(png_pixels(png(3, 1, 1, 0, "\0\xA0"s)) == Pixels{1, 0, 1});
  CHECK(png_pixels(png(2, 2, 8, 0, "\0\x00\xFF\0\x33\x66"s)) == Pixels{0, 1, 0.2, 0.4});  // 0x33 = 51 = 255/5
  CHECK(png_pixels(png(2, 1, 16, 0, "\0\x33\x33\xFF\xFF"s)) ==
        Pixels{13107 / 65535.0, 1});  // high byte first
}

TEST_CASE("colours become grey: equal channels as they are, others by luma") {
  CHECK(png_pixels(png(2, 1, 8, 2, "\0\x33\x33\x33\xFF\0\0"s)) == Pixels{0.2, 0.299});
  CHECK(png_pixels(png(1, 1, 16, 2, "\0\0\0\xFF\xFF\0\0"s)) == Pixels{0.587});
  CHECK(png_pixels(png(2, 1, 8, 3, "\0\1\0"s, chunk("PLTE", "\0\0\xFF\x66\x66\x66"s))) == Pixels{0.4, 0.114});
}

TEST_CASE("alpha is ignored, also where it makes a pixel invisible") {
  CHECK(png_pixels(png(2, 1, 8, 4, "\0\x33\x00\xFF\x80"s)) == Pixels{0.2, 1});
  CHECK(png_pixels(png(1, 1, 8, 6, "\0\x66\x66\x66\x00"s)) == Pixels{0.4});
  CHECK(png_pixels(png(2, 1, 8, 0, "\0\x33\xFF"s, chunk("tRNS", "\0\x33"s))) == Pixels{0.2, 1});
}

TEST_CASE("gamma of the file is ignored: numbers are pixel values") {
  CHECK(png_pixels(png(1, 1, 8, 0, "\0\x66"s, chunk("gAMA", big_endian(100000)))) == Pixels{0.4});
}

TEST_CASE("what is written reads back, grey and RGB") {
  const Folder folder;
  write_png(folder.file("grey.png"), 3, 2, 1, Bytes{0, 51, 102, 153, 204, 255});
  const Image grey = read_png(read_bytes(folder.file("grey.png")), "grey.png");
  CHECK(grey.width == 3);
  CHECK(grey.height == 2);
  CHECK(grey.pixels == Pixels{0, 0.2, 0.4, 0.6, 0.8, 1});
  write_png(folder.file("colour.png"), 1, 3, 3, Bytes{255, 0, 0, 0, 255, 0, 51, 51, 51});
  CHECK(read_png(read_bytes(folder.file("colour.png")), "colour.png").pixels == Pixels{0.299, 0.587, 0.2});
}

TEST_CASE("bytes that are no image of these extents are not written") {
  const Folder folder;
  CHECK_THROWS_AS(write_png(folder.file("a.png"), 2, 2, 1, Bytes{1, 2, 3}), UsageError);
  CHECK_THROWS_AS(write_png(folder.file("a.png"), 1, 1, 2, Bytes{1, 2}), UsageError);
  CHECK(folder.content().empty());
}

TEST_CASE("a PNG that is damaged or ends early is refused by name") {
  const std::string whole = png(2, 2, 8, 0, "\0\x00\xFF\0\x33\x66"s);
  const auto reading = [](const std::string& file) { return refusal<DataError>([&] { png_pixels(file); }); };
  CHECK(reading(whole) == "");
  for (std::size_t size = 8; size < whole.size(); ++size)
    CHECK(reading(whole.substr(0, size)).starts_with("data.png: the PNG is damaged or ends early ("));
  for (const std::size_t at : {20u, 43u}) {  // within IHDR and IDAT, whose checksums no longer hold
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    CHECK(reading(damaged).starts_with("data.png: the PNG is damaged or ends early ("));
  }
}

TEST_CASE("a header that promises more pixels than the file can hold is refused before memory is taken") {
  const auto reading = [](const std::string& file) { return refusal<DataError>([&] { png_pixels(file); }); };
  CHECK(reading(png(8000, 8000, 8, 0, "\0"s)) ==
        "data.png: the PNG cannot hold the 8000x8000 pixels that it announces");
  CHECK(reading(png(0x7FFFFFFF, 0x7FFFFFF, 8, 0, "\0"s)).find("at most 67108864 are read") !=
        std::string::npos);
}
