#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "he/io/images/image.h"

namespace he::io {

/// Whether bytes (256 of a file suffice) begin as DICOM does: with its preamble, or, in old files without
/// one, with an element of group 0002 or 0008.
bool is_dicom(std::span<const char> head);

/// An image in DICOM, read through DCMTK in a child process, which may fail on a hostile file. Of its header
/// nothing but the SOP Instance UID is handed on, and nothing of it is ever written into a message.
class DicomFile {
 public:
  /// `bytes`: the whole file, not needed later. `name` is for messages. Throws DataError where the file is
  /// damaged or ends early, UnsupportedError, naming the compression, where its pixels are not native, RLE,
  /// or JPEG baseline, extended or lossless, and where there are none.
  DicomFile(std::span<const char> bytes, const std::string& name);
  ~DicomFile();
  DicomFile(const DicomFile&) = delete;
  DicomFile& operator=(const DicomFile&) = delete;

  std::size_t frames() const;
  /// Empty where the file has none.
  const std::string& uid() const;

  /// A frame, from 0, as PS3.3 and PS3.4 (Softcopy Presentation) have it shown: modality LUT or rescale, then
  /// the first VOI window, else the first VOI LUT, else a window from the 0.5 to the 99.5 percentile of the
  /// frame; MONOCHROME1 inverted; colours as their luma. X-ray angiograms that state their Pixel Intensity
  /// Relationship Sign end with dark vessels whichever it is. 16 bits deep. Throws DataError where the pixels
  /// cannot be decoded.
  Image frame(std::size_t index) const;

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace he::io
