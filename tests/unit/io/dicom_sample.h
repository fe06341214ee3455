#pragma once

#include <cstdint>
#include <string>

namespace he::io::test {

inline std::string little_endian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
  return text;
}

/// A data element in explicit VR, little endian (PS3.5, 7.1.2), its value padded to an even length.
inline std::string element(std::uint16_t group, std::uint16_t number, const std::string& vr,
                           std::string value) {
  if (value.size() % 2 != 0) value += vr == "UI" || vr == "OB" ? '\0' : ' ';
  const auto size = static_cast<std::uint32_t>(value.size());
  const bool wide = vr == "OB" || vr == "OW" || vr == "SQ";
  return little_endian(group, 2) + little_endian(number, 2) + vr +
         (wide ? little_endian(0, 2) + little_endian(size, 4) : little_endian(size, 2)) + value;
}

inline std::string us(std::uint16_t group, std::uint16_t number, std::uint16_t value) {
  return element(group, number, "US", little_endian(value, 2));
}

constexpr const char* kExplicitLittleEndian = "1.2.840.10008.1.2.1";

/// One DICOM image, made by hand (PS3.10).
struct DicomSample {
  std::string syntax = kExplicitLittleEndian;
  std::string modality = "OT", uid = "1.2.3", patient = "DOE^JOHN", photometric = "MONOCHROME2";
  std::uint16_t rows = 1, columns = 1, bits = 8, stored = 8;
  bool is_signed = false;
  std::string frames{};   ///< (0028,0008), where it is there
  std::string shades{};   ///< elements of group 0028 above 0103: windows, rescale, LUTs
  std::string pixels{};   ///< native
  std::string encoded{};  ///< or one encapsulated frame

  std::string file() const {
    const std::string meta = element(2, 0x10, "UI", syntax);
    std::string text = std::string(128, '\0') + "DICM" +
                       element(2, 0, "UL", little_endian(static_cast<std::uint32_t>(meta.size()), 4)) + meta;
    text +=
        element(8, 0x18, "UI", uid) + element(8, 0x60, "CS", modality) + element(0x10, 0x10, "PN", patient);
    text += us(0x28, 2, 1) + element(0x28, 4, "CS", photometric);
    if (!frames.empty()) text += element(0x28, 8, "IS", frames);
    text += us(0x28, 0x10, rows) + us(0x28, 0x11, columns) + us(0x28, 0x100, bits) + us(0x28, 0x101, stored);
    text += us(0x28, 0x102, static_cast<std::uint16_t>(stored - 1)) + us(0x28, 0x103, is_signed) + shades;
    return text + (encoded.empty() ? element(0x7FE0, 0x10, bits > 8 ? "OW" : "OB", pixels) : encapsulated());
  }

 private:
  /// PS3.5, A.4: an empty offset table, the frame, the end.
  std::string encapsulated() const {
    std::string frame = encoded;
    if (frame.size() % 2 != 0) frame += '\0';
    const std::string item = little_endian(0xFFFE, 2) + little_endian(0xE000, 2);
    return little_endian(0x7FE0, 2) + little_endian(0x10, 2) + "OB" + little_endian(0, 2) +
           "\xFF\xFF\xFF\xFF" + item + little_endian(0, 4) + item +
           little_endian(static_cast<std::uint32_t>(frame.size()), 4) + frame + little_endian(0xFFFE, 2) +
           little_endian(0xE0DD, 2) + little_endian(0, 4);
  }
};

}  // namespace he::io::test
