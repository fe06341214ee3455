#include "he/io/hdf5_output.h"

namespace he::io::h5 {

OutputFile::OutputFile(const std::string& path, Privacy privacy, Overwrite overwrite)
    : output_(path, privacy, overwrite),
      file_(output_.direct() ? File::create_image(output_.name())
                             : File::create(output_.temporary(), output_.name())) {}

void OutputFile::commit() {
  if (output_.direct()) output_.write(file_.image());
  file_.close();
  output_.commit();
}

}  // namespace he::io::h5
