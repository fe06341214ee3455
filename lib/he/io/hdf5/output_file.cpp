#include "he/io/hdf5/output_file.h"

namespace he::io::h5 {

OutputFile::OutputFile(const std::string& path, Privacy privacy, Overwrite overwrite)
    : output_(path, privacy, overwrite),
      memory_(output_.direct() ? std::make_optional<MemoryFile>() : std::nullopt),
      file_(memory_ ? File::create(*memory_, output_.name())
                    : File::create(output_.temporary(), output_.name())) {}

void OutputFile::commit() {
  file_.close();
  if (memory_) memory_->copy_to(output_);
  output_.commit();
}

}  // namespace he::io::h5
