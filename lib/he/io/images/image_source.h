#pragma once

#include <memory>

#include "he/io/bytes/byte_input.h"
#include "he/io/images/image_list.h"
#include "he/io/records/records.h"
#include "he/io/records/source_options.h"

namespace he::io {

/// What images take, one, a folder or a list of them.
inline const TakenOptions kImageOptions{
    "an image, or a folder or list of them",
    {"--id-column", "--target", "--one-hot", "--size", "--frame", "--skip-bad", "--augment"},
    {{"--labels", "a folder for each class, or a list with a column 'label', labels them"}}};

/// Opens the images of a folder or list as records [rows, columns, 1], from 0 to 1, of
/// `options.images`. Identifiers: "row" numbers the frames from 1, "file" is the file's name relative to the
/// folder or list, "uid" is DICOM's SOP Instance UID, and a list may have a column of them; frame k of a run
/// of which all are taken has "#k" appended, and copy c of a frame "+c". Only the names are held in memory.
/// Throws UsageError for options that need a table, and what reading the files throws: the first of them is
/// read now, all of them where some may be left out.
std::unique_ptr<RecordSource> open_images(ImageList list, const SourceOptions& options);

/// The same of one file. `input` is what open_unpacked() gave for it.
std::unique_ptr<RecordSource> open_image(std::unique_ptr<ByteInput> input, const SourceOptions& options);

}  // namespace he::io
