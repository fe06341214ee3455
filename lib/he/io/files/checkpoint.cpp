#include "he/io/files/checkpoint.h"

#include "he/error.h"
#include "he/io/files/header.h"
#include "he/io/hdf5/detail.h"
#include "he/io/hdf5/output_file.h"
#include "he/io/hdf5/untrusted.h"

namespace he::io {
namespace {

constexpr const char* kRun = "run";

}  // namespace

void write_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
  h5::OutputFile output(path);
  h5::File& file = output.file();
  write_header(file, "checkpoint", checkpoint.scheme);
  file.write_strings(kRun, {checkpoint.run});
  for (const auto& [name, values] : checkpoint.arrays) file.write_numbers(name, {{values.size()}, values});
  output.commit();
}

void require_checkpoint(const std::string& path) { require_kind(open_untrusted(path), {"checkpoint"}); }

Checkpoint read_checkpoint(const std::string& path) {
  const h5::File file = open_untrusted(path);
  require_kind(file, {"checkpoint"});
  Checkpoint checkpoint;
  checkpoint.scheme = read_scheme(file);
  if (!file.has_dataset(kRun)) throw DataError(file.where() + ": /run is missing");
  const std::vector<std::string> run = file.dataset(kRun).read_strings();
  if (run.size() != 1) throw DataError(file.where() + ": /run is not one text");
  checkpoint.run = run.front();
  for (const h5::Link& link : h5::links_of(file)) {
    const std::string name = link.path.substr(link.path.find_first_not_of('/'));
    if (link.type == H5L_TYPE_HARD && name != kRun && file.has_dataset(name))
      checkpoint.arrays[name] = file.dataset(name).read_numbers().values;
  }
  return checkpoint;
}

}  // namespace he::io
