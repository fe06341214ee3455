#include "he/io/images/image_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "he/error.h"
#include "he/io/bytes/byte_input.h"
#include "he/io/images/distortion.h"
#include "he/io/images/image_file.h"
#include "he/io/images/resize.h"
#include "he/io/records/transforms.h"
#include "he/parallel.h"
#include "he/text.h"

namespace he::io {
namespace {

enum class Naming { none, row, file, uid, column };

Naming naming(const ImageList& list, const std::string& id_column) {
  if (list.has_ids) return Naming::column;
  if (id_column.empty()) return Naming::none;
  if (id_column == "row") return Naming::row;
  if (id_column == "file") return Naming::file;
  if (id_column == "uid") return Naming::uid;
  throw UsageError(
      fmt::format("{}: --id-column '{}': records of images are named by 'file', 'uid' (DICOM), 'row', or a "
                  "column of a list",
                  list.name, excerpt(id_column)));
}

void require_classes(const ImageList& list, const SourceOptions& options) {
  if (!options.targets.empty() && options.targets.front() != list.target)
    throw UsageError(list.name +
                     ": --target does not apply: folders are their classes, and only a list has columns");
  if (options.one_hot && list.classes.empty())
    throw UsageError(list.name +
                     ": --one-hot needs classes: a folder for each, or a list with a column 'label'");
}

class ImageSource : public RecordSource {
 public:
  ImageSource(ImageList list, std::unique_ptr<ByteInput> single, const SourceOptions& options)
      : list_(std::move(list)),
        single_(std::move(single)),
        options_(options.images),
        one_hot_(options.one_hot),
        naming_(naming(list_, options.id_column)) {
    require_classes(list_, options);
    survey();
    info_.records = first_frame_.back() * per_frame();
    describe();
  }

  const DatasetInfo& info() const override { return info_; }
  const std::string& name() const override { return list_.name; }
  void seek(std::size_t first) override { record_ = std::min(first, info_.records); }

  Records next(std::size_t limit) override {
    Records records;
    records.first = record_;
    records.count = std::min(limit, info_.records - record_);
    if (records.count == 0) return records;
    records.x.resize(records.count * pixels());
    if (info_.y) records.y.resize(records.count * info_.target_names.size());
    if (info_.ids == IdKind::plain) records.ids.resize(records.count);
    const std::size_t first = entry_of(record_), last = entry_of(record_ + records.count - 1);
    parallel_for(last - first + 1, 1, [&](std::size_t i) { read_entry(first + i, records); });
    record_ += records.count;
    return records;
  }

 private:
  std::size_t per_frame() const { return 1 + std::size_t{options_.copies}; }
  std::size_t pixels() const { return info_.x.shape[0] * info_.x.shape[1]; }

  std::size_t entry_of(std::size_t record) const {
    const auto behind = std::upper_bound(first_frame_.begin(), first_frame_.end(), record / per_frame());
    return static_cast<std::size_t>(behind - first_frame_.begin()) - 1;
  }

  ImageFile open(const ImageList::Entry& entry) const {
    return single_ ? ImageFile(*single_) : ImageFile(*open_unpacked(list_.path(entry)));
  }

  /// Counts frames and finds the extents, as far as that needs files to be read; leaves out bad ones.
  void survey() {
    std::vector<ImageList::Entry> good;
    for (ImageList::Entry& entry : list_.entries) {
      std::size_t frames = 1;
      try {
        if (options_.skip_bad || options_.frames.kind == FrameChoice::Kind::all || good.empty())
          frames = frames_of(entry);
      } catch (const Error& error) {
        if (!options_.skip_bad) throw;
        options_.warn(std::string(error.what()) + "; left out");
        continue;
      }
      first_frame_.push_back(first_frame_.back() + frames);
      good.push_back(std::move(entry));
    }
    if (good.empty()) throw DataError(list_.name + ": none of its files can be read as an image");
    list_.entries = std::move(good);
  }

  std::size_t frames_of(const ImageList::Entry& entry) {
    const ImageFile file = open(entry);
    const ImageFile::Frames frames = file.frames(options_.frames);
    if (naming_ == Naming::uid) require_uid(file, entry);
    const std::size_t looked_at = options_.skip_bad ? frames.count : info_.x.shape.empty() ? 1 : 0;
    for (std::size_t i = 0; i < looked_at; ++i) require_extents(cut(file.frame(frames.first + i)), entry);
    return frames.count;
  }

  Image cut(const Image& image) const {
    return options_.width == 0 ? cropped(image, 1, 1) : cropped(image, options_.width, options_.height);
  }

  /// All records have the extents of --size, else those of the first image.
  void require_extents(const Image& image, const ImageList::Entry& entry) {
    Shape& shape = info_.x.shape;
    if (shape.empty())
      shape = options_.width == 0 ? Shape{image.height, image.width, 1}
                                  : Shape{options_.height, options_.width, 1};
    if (options_.width == 0 && Shape{image.height, image.width, 1} != shape)
      throw DataError(fmt::format(
          "{}: is an image of {}x{} where those before it have {}x{} (cut to squares); bring them to "
          "one size with --size",
          shown(entry), image.width, image.height, shape[1], shape[0]));
  }

  std::string shown(const ImageList::Entry& entry) const { return single_ ? list_.name : list_.path(entry); }

  void require_uid(const ImageFile& file, const ImageList::Entry& entry) const {
    if (file.uid().empty())
      throw DataError(shown(entry) + ": has no SOP Instance UID; name the records with --id-column file");
  }

  void describe() {
    if (naming_ != Naming::none) info_.ids = IdKind::plain;
    info_.class_names = list_.classes;
    if (list_.target.empty()) return;
    if (!one_hot_) info_.target_names = {list_.target};
    for (std::size_t i = 0; one_hot_ && i < list_.classes.size(); ++i)
      info_.target_names.push_back(list_.target + "=" + list_.classes[i]);
    info_.y = Field{{info_.target_names.size()}, {}};
  }

  /// Those records of a file that belong to the block.
  void read_entry(std::size_t index, Records& records) {
    const ImageList::Entry& entry = list_.entries[index];
    const ImageFile file = open(entry);
    const ImageFile::Frames frames = file.frames(options_.frames);
    const std::size_t count = first_frame_[index + 1] - first_frame_[index];
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t frame = first_frame_[index] + k, begin = frame * per_frame(),
                        end = records.first + records.count;
      if (begin + per_frame() <= records.first || begin >= end) continue;
      const Image image = cut(file.frame(frames.first + k));
      require_extents(image, entry);
      for (std::uint32_t copy = 0; copy <= options_.copies; ++copy) {
        const std::size_t record = begin + copy;
        if (record < records.first || record >= end) continue;
        put(image, frame, copy, record - records.first, records);
        if (records.y.size() > 0) put_label(entry, record - records.first, records);
        if (records.ids.size() > 0)
          records.ids[record - records.first] = id(file, entry, frame, count > 1 ? k + 1 : 0, copy);
      }
    }
  }

  void put(const Image& original, std::size_t frame, std::uint32_t copy, std::size_t at,
           Records& records) const {
    const Distortion distortion = copy == 0 ? Distortion{} : options_.distort(frame, copy);
    Image image =
        resized(copy == 0 ? original : moved(original, distortion), info_.x.shape[1], info_.x.shape[0]);
    if (copy > 0) expose(image, distortion);
    if (options_.standardise) standardise(std::span(image.pixels));
    std::copy(image.pixels.begin(), image.pixels.end(),
              records.x.begin() + static_cast<std::ptrdiff_t>(at * pixels()));
  }

  void put_label(const ImageList::Entry& entry, std::size_t at, Records& records) const {
    if (one_hot_)
      records.y[at * list_.classes.size() + static_cast<std::size_t>(entry.label)] = 1;
    else
      records.y[at] = entry.label;
  }

  std::string id(const ImageFile& file, const ImageList::Entry& entry, std::size_t frame, std::size_t of_run,
                 std::uint32_t copy) const {
    if (naming_ == Naming::uid) require_uid(file, entry);
    std::string id = naming_ == Naming::row    ? std::to_string(frame + 1)
                     : naming_ == Naming::uid  ? file.uid()
                     : naming_ == Naming::file ? entry.file
                                               : entry.id;
    if (of_run > 0 && naming_ != Naming::row) id += "#" + std::to_string(of_run);
    if (copy > 0) id += "+" + std::to_string(copy);
    return id;
  }

  ImageList list_;
  std::unique_ptr<ByteInput> single_;  ///< in place of the list's file
  ImageOptions options_;
  bool one_hot_;
  Naming naming_;
  std::vector<std::size_t> first_frame_{0};  ///< of every file, and of what would follow the last
  DatasetInfo info_;
  std::size_t record_ = 0;
};

}  // namespace

std::unique_ptr<RecordSource> open_images(ImageList list, const SourceOptions& options) {
  return std::make_unique<ImageSource>(std::move(list), nullptr, options);
}

std::unique_ptr<RecordSource> open_image(std::unique_ptr<ByteInput> input, const SourceOptions& options) {
  const std::string& name = input->name();
  const std::string file = name.substr(name.rfind('/') + 1);
  ImageList list{name, {}, {{file, 0, {}}}, {}, {}, false};
  return std::make_unique<ImageSource>(std::move(list), std::move(input), options);
}

}  // namespace he::io
