#include "he/io/images/dicom.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <string_view>

#include "he/io/bytes/child_process.h"
#include "he/io/images/dicom_decoder.h"

namespace he::io {
namespace {

using namespace std::string_view_literals;

constexpr unsigned kDecodingSeconds = 60;

/// Values that a child process leaves to its parent.
template <typename Value>
class SharedArray {
 public:
  explicit SharedArray(std::size_t count) : count_(count) {
    void* memory = mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    values_ = static_cast<Value*>(memory);
  }
  ~SharedArray() { munmap(values_, bytes()); }
  SharedArray(const SharedArray&) = delete;
  SharedArray& operator=(const SharedArray&) = delete;

  std::span<Value> values() const { return {values_, count_}; }

 private:
  std::size_t bytes() const { return count_ * sizeof(Value); }
  std::size_t count_;
  Value* values_;
};

}  // namespace

struct DicomFile::Content {
  struct Description {
    std::size_t frames, width, height, uid_size;
    std::array<char, 128> uid;  // PS3.5, 6.2: at most 64
  };

  std::string bytes, name, uid;
  std::size_t frames = 0, width = 0, height = 0;

  void in_child(const std::function<void(const DicomDecoder&)>& work) const {
    prepare_dicom_library();
    run_in_child([&] { work(DicomDecoder(bytes, name)); }, kDecodingSeconds,
                 name + ": damaged DICOM file: the DICOM library fails on it");
  }

  void describe() {
    const SharedArray<Description> shared(1);
    Description& description = shared.values().front();
    in_child([&](const DicomDecoder& decoder) {
      const std::size_t size = std::min(decoder.uid().size(), description.uid.size());
      std::copy_n(decoder.uid().begin(), size, description.uid.begin());
      description.uid_size = size;
      description.frames = decoder.frames();
      description.width = decoder.width();
      description.height = decoder.height();
    });
    uid.assign(description.uid.data(), std::min(description.uid_size, description.uid.size()));
    frames = description.frames;
    width = description.width;
    height = description.height;
  }
};

bool is_dicom(std::span<const char> head) {
  const std::string_view text(head.data(), head.size());
  if (text.size() >= 132 && text.substr(128, 4) == "DICM") return true;
  return text.size() >= 8 && (text.starts_with("\x08\0"sv) || text.starts_with("\x02\0"sv)) &&
         text[3] == '\0';
}

DicomFile::DicomFile(std::span<const char> bytes, const std::string& name)
    : content_(std::make_unique<Content>()) {
  content_->bytes.assign(bytes.begin(), bytes.end());
  content_->name = name;
  content_->describe();
}

DicomFile::~DicomFile() = default;

std::size_t DicomFile::frames() const { return content_->frames; }
const std::string& DicomFile::uid() const { return content_->uid; }

Image DicomFile::frame(std::size_t index) const {
  const SharedArray<double> shared(content_->width * content_->height);
  const std::span<double> pixels = shared.values();
  content_->in_child([pixels, index](const DicomDecoder& decoder) {
    const Image image = decoder.frame(index);
    std::copy(image.pixels.begin(), image.pixels.end(), pixels.begin());
  });
  return {content_->width, content_->height, {pixels.begin(), pixels.end()}};
}

}  // namespace he::io
