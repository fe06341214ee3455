#include "he/io/images/dicom_decoder.h"

#include <dcmtk/config/osconfig.h>
//
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmimage/diregist.h>
#include <dcmtk/dcmimgle/dcmimage.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/oflog/oflog.h>
#include <fmt/format.h>

#include <algorithm>

#include "he/error.h"

namespace he::io {
namespace {

bool decodable(E_TransferSyntax syntax) {
  switch (syntax) {
    case EXS_LittleEndianImplicit:
    case EXS_LittleEndianExplicit:
    case EXS_BigEndianExplicit:
    case EXS_DeflatedLittleEndianExplicit:
    case EXS_JPEGProcess1:
    case EXS_JPEGProcess2_4:
    case EXS_JPEGProcess14:
    case EXS_JPEGProcess14SV1:
    case EXS_RLELossless:
      return true;
    default:
      return false;
  }
}

std::string text_of(DcmDataset& dataset, const DcmTagKey& tag) {
  OFString value;
  return dataset.findAndGetOFString(tag, value).good() ? std::string(value.c_str()) : std::string();
}

/// The 0.5 and 99.5 percentiles of some numbers, interpolated linearly between order statistics.
template <typename Number>
std::pair<double, double> percentiles(const void* data, std::size_t count) {
  std::vector<Number> values(static_cast<const Number*>(data), static_cast<const Number*>(data) + count);
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(count - 1);
    const auto below = values.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(values.begin(), below, values.end());
    const double low = static_cast<double>(*below);
    const auto above = std::min_element(below + 1, values.end());
    if (above == values.end()) return low;
    return low + (place - std::floor(place)) * (static_cast<double>(*above) - low);
  };
  return {at(0.005), at(0.995)};
}

std::pair<double, double> percentiles(const DiPixel& pixels) {
  const void* data = pixels.getData();
  const std::size_t count = pixels.getCount();
  switch (pixels.getRepresentation()) {
    case EPR_Uint8:
      return percentiles<Uint8>(data, count);
    case EPR_Sint8:
      return percentiles<Sint8>(data, count);
    case EPR_Uint16:
      return percentiles<Uint16>(data, count);
    case EPR_Sint16:
      return percentiles<Sint16>(data, count);
    case EPR_Uint32:
      return percentiles<Uint32>(data, count);
    default:
      return percentiles<Sint32>(data, count);
  }
}

/// Maps `low` to 0 and `high` to 1. PS3.3 C.11.2.1.2 maps centre − 0.5 ∓ (width − 1)/2 there.
void set_window(DicomImage& image, double low, double high) {
  image.setWindow((low + high + 1) / 2, high - low + 1);
}

/// How values become shades, where a header may say so or not.
void choose_shades(DicomImage& image) {
  if (image.getWindowCount() > 0 && image.setWindow(0)) return;
  if (image.getVoiLutCount() > 0 && image.setVoiLut(0)) return;
  const DiPixel* values = image.getInterData();
  if (values == nullptr || values->getCount() == 0) return;
  const auto [low, high] = percentiles(*values);
  set_window(image, low, high);
}

}  // namespace

void prepare_dicom_library() {
  static const bool prepared = [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);  // its messages quote values of headers
    dcmDataDict.rdlock();                       // reads the dictionary
    dcmDataDict.rdunlock();
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs();
    return true;
  }();
  static_cast<void>(prepared);
}

struct DicomDecoder::Content {
  std::string name, uid;
  DcmFileFormat file;
  std::size_t frames = 1, width = 0, height = 0;
  bool inverted = false;  ///< vessels would be bright

  DcmDataset& dataset() { return *file.getDataset(); }

  void read(std::span<const char> bytes) {
    DcmInputBufferStream stream;
    stream.setBuffer(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    stream.setEos();
    file.transferInit();
    const OFCondition status = file.read(stream);
    file.transferEnd();
    if (status.bad()) throw DataError(name + ": the DICOM file is damaged or ends early");
  }

  void require_image() {
    const E_TransferSyntax syntax = dataset().getOriginalXfer();
    if (!dataset().tagExists(DCM_PixelData)) throw UnsupportedError(name + ": is DICOM without an image");
    if (!decodable(syntax))
      throw UnsupportedError(
          fmt::format("{}: is DICOM compressed as {}, which is not read; decompress it first (native, "
                      "RLE and JPEG, baseline or lossless, are read)",
                      name, DcmXfer(syntax).getXferName()));
    Uint16 rows = 0, columns = 0;
    dataset().findAndGetUint16(DCM_Rows, rows);
    dataset().findAndGetUint16(DCM_Columns, columns);
    require_pixels(columns, rows, name);
    width = columns;
    height = rows;
  }

  void describe(std::size_t bytes) {
    Sint32 count = 1;
    if (dataset().findAndGetSint32(DCM_NumberOfFrames, count).bad()) count = 1;  // it was set to 0
    if (count < 1) throw DataError(name + ": announces no frames");
    frames = static_cast<std::size_t>(count);
    if (frames > bytes)
      throw DataError(fmt::format("{}: announces {} frames, more than it can hold", name, frames));
    uid = text_of(dataset(), DCM_SOPInstanceUID);
    // PS3.3 C.8.7.1.1.2: with sign 1 lower values stand for less radiation, so for vessels full of contrast.
    const std::string sign = text_of(dataset(), DcmTagKey(0x0028, 0x1041));
    const bool lower_is_dark = text_of(dataset(), DCM_PhotometricInterpretation) != "MONOCHROME1";
    if (text_of(dataset(), DCM_Modality) == "XA" && (sign == "1" || sign == "-1"))
      inverted = (sign == "1") != lower_is_dark;
  }

  [[noreturn]] void fail(std::size_t index, const char* why) const {
    throw DataError(fmt::format("{}: frame {} of {} cannot be decoded ({})", name, index + 1, frames, why));
  }
};

DicomDecoder::DicomDecoder(std::span<const char> bytes, const std::string& name)
    : content_(std::make_unique<Content>()) {
  prepare_dicom_library();
  content_->name = name;
  content_->read(bytes);
  content_->require_image();
  content_->describe(bytes.size());
}

DicomDecoder::~DicomDecoder() = default;

std::size_t DicomDecoder::frames() const { return content_->frames; }
std::size_t DicomDecoder::width() const { return content_->width; }
std::size_t DicomDecoder::height() const { return content_->height; }
const std::string& DicomDecoder::uid() const { return content_->uid; }

Image DicomDecoder::frame(std::size_t index) const {
  DcmDataset& dataset = content_->dataset();
  auto decoded = std::make_unique<DicomImage>(&dataset, dataset.getOriginalXfer(),
                                              CIF_UsePartialAccessToPixelData, index, 1);
  if (decoded->getStatus() != EIS_Normal) content_->fail(index, DicomImage::getString(decoded->getStatus()));
  if (!decoded->isMonochrome()) {
    const double most = static_cast<double>((std::uint64_t{1} << decoded->getDepth()) - 1);
    decoded.reset(decoded->createMonochromeImage());
    if (!decoded) content_->fail(index, "colours");
    set_window(*decoded, 0, most);
  } else {
    choose_shades(*decoded);
  }
  decoded->hideAllOverlays();
  Image image{content_->width, content_->height, {}};
  if (decoded->getWidth() != image.width || decoded->getHeight() != image.height)
    content_->fail(index, "its extents");
  const auto* shades = static_cast<const Uint16*>(decoded->getOutputData(16));
  if (shades == nullptr || decoded->getOutputDataSize(16) < 2 * image.width * image.height)
    content_->fail(index, "no pixels");
  image.pixels.reserve(image.width * image.height);
  for (std::size_t i = 0; i < image.width * image.height; ++i)
    image.pixels.push_back(content_->inverted ? 1 - shades[i] / 65535.0 : shades[i] / 65535.0);
  return image;
}

}  // namespace he::io
