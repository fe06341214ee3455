#include "he/io/sniff.h"
#include "he/io/bytes/byte_input.h"

#include <string_view>

#include "he/error.h"
#include "he/io/images/idx_reader.h"
#include "he/io/images/image_file.h"

namespace he::io {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kGzip = "\x1F\x8B";
constexpr std::string_view kHdf5 = "\x89HDF\r\n\x1A\n";

constexpr std::string_view kImage =
    "is an image of a kind that is not read; save it as PNG or PGM (DICOM is read, too)";
constexpr std::string_view kArchive =
    "is compressed in a way that is not supported; unpack it first (gzip is read as it is)";
constexpr std::string_view kWorkbook = "is a workbook; save its sheet as CSV in UTF-8";
constexpr std::string_view kUtf16 = "is UTF-16 text, which is not supported; save the table as CSV in UTF-8";
constexpr std::string_view kWebPage = "is a web page, not a table; was it downloaded from the right address?";

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view advice;
};

constexpr Signature kSignatures[] = {
    {0, "PK\x03\x04",
     "is a zip archive, such as an Excel workbook, .npz or .keras file; save the sheet as CSV in UTF-8, or "
     "the arrays as HDF5"},
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", kWorkbook},
    {0, "%PDF-", "is a PDF, not a table; export the table as CSV in UTF-8"},
    {0, "\xFF\xFE", kUtf16},
    {0, "\xFE\xFF", kUtf16},
    {0, "\xFF\xD8\xFF", kImage},
    {0, "GIF8", kImage},
    {0, "II*\0"sv, kImage},
    {0, "MM\0*"sv, kImage},
    {0, "P6\n", kImage},
    {0, "\x93NUMPY",
     "is a NumPy array; save it as the data set 'x' of an HDF5 file (h5py), or as CSV (numpy.savetxt)"},
    {0, "MATLAB 5.0 MAT-file", "is a MATLAB file of an old version; save it with -v7.3"},
    {0, "$FL2@(#)", "is an SPSS file; save it as CSV in UTF-8"},
    {0, kGzip, "is compressed twice; unpack it first"},
    {4, "1AY&SY", kArchive},  // bzip2
    {0,
     "\xFD"
     "7zXZ",
     kArchive},                         // xz
    {0, "\x28\xB5\x2F\xFD", kArchive},  // zstd
    {0, "version https://git-lfs.github.com/spec/",
     "is a Git LFS pointer, not the file itself: fetch it with git lfs pull"},
    {0, "<!DOCTYPE", kWebPage},
    {0, "<!doctype", kWebPage},
    {0, "<html", kWebPage},
};

std::string read_at(ByteInput& input, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  input.seek(offset);
  bytes.resize(input.read(bytes.data(), size));
  return bytes;
}

/// HDF5's signature stands at the start or behind a user block of 512, 1024, … bytes.
bool is_hdf5(ByteInput& input, std::string_view head) {
  if (head.starts_with(kHdf5)) return true;
  if (!input.size().exact) return false;
  for (std::uint64_t offset = 512; offset + kHdf5.size() <= input.size().bytes; offset *= 2) {
    if (read_at(input, offset, kHdf5.size()) == kHdf5) return true;
  }
  return false;
}

}  // namespace

InputFormat sniff(ByteInput& input) {
  const std::string head = read_at(input, 0, 256);
  const bool hdf5 = is_hdf5(input, head);
  input.seek(0);
  if (head.empty()) throw DataError(input.name() + ": the file is empty");
  if (hdf5) return InputFormat::hdf5;
  if (is_idx(head)) return InputFormat::idx;
  if (image_format(head) != ImageFormat::none) return InputFormat::image;
  for (const Signature& signature : kSignatures) {
    if (head.size() > signature.offset &&
        std::string_view(head).substr(signature.offset).starts_with(signature.bytes))
      throw UnsupportedError(input.name() + ": " + std::string(signature.advice));
  }
  return InputFormat::text;
}

}  // namespace he::io
