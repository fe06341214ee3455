#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "he/io/images/image.h"

namespace he::io {

/// Makes the library ready to be used in children of this process. Safe to call from any thread.
void prepare_dicom_library();

/// What DCMTK makes of a DICOM file. Hostile files bring DCMTK 3.6.7 down (a bad offset within RLE is
/// enough), so DicomFile, which says what is read and how, runs this in a child process.
class DicomDecoder {
 public:
  /// `bytes`: the whole file. Throws what DicomFile throws.
  DicomDecoder(std::span<const char> bytes, const std::string& name);
  ~DicomDecoder();
  DicomDecoder(const DicomDecoder&) = delete;
  DicomDecoder& operator=(const DicomDecoder&) = delete;

  std::size_t frames() const;
  std::size_t width() const;
  std::size_t height() const;
  const std::string& uid() const;
  Image frame(std::size_t index) const;

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace he::io
