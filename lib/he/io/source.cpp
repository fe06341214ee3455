#include "he/io/source.h"
#include "he/io/records/source_options.h"

#include <filesystem>

#include "he/error.h"
#include "he/io/bytes/byte_input.h"
#include "he/io/files/dataset_file.h"
#include "he/io/files/header.h"
#include "he/io/hdf5/untrusted.h"
#include "he/io/images/idx_source.h"
#include "he/io/images/image_source.h"
#include "he/io/records/transforms.h"
#include "he/io/sniff.h"
#include "he/io/tables/csv_source.h"
#include "he/io/tables/selection.h"

namespace he::io {
namespace {

/// Every kind of source, for messages. A new one is a folder, and a row here and in open_source().
const std::vector<const TakenOptions*> kKinds = {&kTableOptions, &kImageOptions, &kIdxOptions, &kHdf5Options};

/// With the option for it, each record of plain records in z-scores of its own.
std::unique_ptr<RecordSource> normalised(std::unique_ptr<RecordSource> source, const SourceOptions& options) {
  if (!options.images.standardise || !source->info().scheme.plain()) return source;
  return standardised_each(std::move(source));
}

/// HDF5 opens its file itself, so bytes that were taken from standard input must go back.
std::unique_ptr<RecordSource> open_hdf5(const std::string& path, std::unique_ptr<ByteInput> input,
                                        const SourceOptions& options) {
  if (!input->size().exact) throw UnsupportedError(path + ": is HDF5 within gzip; unpack it first");
  if (path == "-") {
    return_to_standard_input(*input);
  } else if (!std::filesystem::is_regular_file(path)) {
    throw UnsupportedError(path + ": is HDF5 from a pipe; give it as a file or on standard input, '-'");
  }
  input.reset();
  auto file = open_dataset_file(path, options.allow_virtual);
  SourceOptions checked = options;
  if (!file->info().scheme.plain()) checked.images = {};  // images were prepared before they were encrypted
  require_taken(file->name(), checked, kHdf5Options, kKinds);
  return normalised(select_columns(std::move(file), options), options);
}

/// A table, or a list of images.
std::unique_ptr<RecordSource> open_text(std::unique_ptr<ByteInput> input, const SourceOptions& options) {
  CsvTable table(std::move(input), options.header);
  if (options.header && lists_images(table, options)) {
    require_taken(table.name(), options, kImageOptions, kKinds);
    return open_images(images_in_list(table, options), options);
  }
  require_taken(table.name(), options, kTableOptions, kKinds);
  return normalised(open_csv(std::move(table), options), options);
}

}  // namespace

std::unique_ptr<ByteInput> open_input(const std::string& path) {
  std::error_code ignored;  // opening it will tell
  return std::filesystem::is_directory(path, ignored) ? nullptr : open_unpacked(path);
}

std::unique_ptr<RecordSource> open_source(const std::string& path, const SourceOptions& options) {
  return open_source(path, open_input(path), options);
}

std::unique_ptr<RecordSource> open_source(const std::string& path, std::unique_ptr<ByteInput> input,
                                          const SourceOptions& options) {
  if (!input) {
    require_taken(path, options, kImageOptions, kKinds);
    return open_images(images_in_folder(path), options);
  }
  switch (sniff(*input)) {
    case InputFormat::image:
      require_taken(input->name(), options, kImageOptions, kKinds);
      return open_image(std::move(input), options);
    case InputFormat::text:
      return open_text(std::move(input), options);
    case InputFormat::hdf5:
      return open_hdf5(path, std::move(input), options);
    default:
      require_taken(input->name(), options, kIdxOptions, kKinds);
      return normalised(open_idx(std::move(input), options), options);
  }
}

bool is_model(const std::string& path, ByteInput& input, bool allow_virtual) {
  const bool standard = path == "-";
  if (sniff(input) != InputFormat::hdf5 || !input.size().exact) return false;
  if (!standard && !std::filesystem::is_regular_file(path)) return false;
  if (standard) return_to_standard_input(input);
  const bool model = holds_model(open_untrusted(path, allow_virtual));
  if (standard) return_to_standard_input(input);
  return model;
}

}  // namespace he::io
