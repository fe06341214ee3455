#include "he/io/hdf5/output_file.h"

#include "he/error.h"
#include "he/io/bytes/descriptor.h"
#include "he/io/hdf5/detail.h"

namespace he::io::h5 {
namespace {

/// Opens what was written, and looks whether all of it is there: the tree of objects, whose checksums HDF5
/// tests, and as many bytes as the extents of every data set ask for.
void require_whole(DescriptorState& state, const std::string& name) {
  try {
    const File file = File::open(state, name);
    for (const Link& link : links_of(file)) {
      if (!file.has_dataset(link.path)) continue;
      const Dataset dataset = file.dataset(link.path);
      if (const Element element = dataset.element(); element != Element::other) dataset.require(element);
    }
  } catch (const DataError& error) {
    throw IoError(std::string(error.what()) + "; nothing was written");
  }
}

}  // namespace

OutputFile::OutputFile(const std::string& path, Privacy privacy, Overwrite overwrite)
    : output_(path, privacy, overwrite),
      memory_(output_.direct() ? std::make_optional<MemoryFile>() : std::nullopt),
      state_{.descriptor = memory_ ? memory_->descriptor() : output_.descriptor()},
      file_(File::create(state_, output_.name())) {}

OutputFile::~OutputFile() { state_.abandoned = true; }

void OutputFile::prepare() {
  file_.close();
  if (!memory_) output_.require(state_.error, state_.size);
  if (state_.error != 0) throw IoError(output_.name() + ": cannot be written: " + error_text(state_.error));
  require_whole(state_, output_.name());
  if (memory_) memory_->copy_to(output_);
  output_.prepare();
}

}  // namespace he::io::h5
