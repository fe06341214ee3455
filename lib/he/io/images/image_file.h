#pragma once

#include <memory>
#include <string>

#include "he/io/bytes/byte_input.h"
#include "he/io/images/dicom.h"
#include "he/io/records/image_options.h"

namespace he::io {

enum class ImageFormat { none, png, pgm, dicom };

/// What the first 256 bytes of a file, fewer where it is shorter, say that it is.
ImageFormat image_format(std::span<const char> head);

/// A file with one image, or with a run of frames; its bytes are held in memory.
class ImageFile {
 public:
  /// Throws UnsupportedError where it is no PNG, PGM or DICOM, DataError where it is damaged or larger than 2
  /// GiB.
  explicit ImageFile(ByteInput& input);

  /// Numbers of the frames that are records: [first, first + count).
  struct Frames {
    std::size_t first, count;
  };
  /// Throws DataError where the file has no such frame.
  Frames frames(const FrameChoice& choice) const;
  /// A frame, from 0. Throws DataError where it cannot be decoded.
  Image frame(std::size_t index) const;
  /// DICOM's SOP Instance UID; empty for other files.
  std::string uid() const { return dicom_ ? dicom_->uid() : std::string(); }

 private:
  std::string name_, bytes_;
  ImageFormat format_;
  std::unique_ptr<DicomFile> dicom_;
};

}  // namespace he::io
