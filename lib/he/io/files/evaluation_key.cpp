#include "he/io/files/evaluation_key.h"

#include "he/error.h"
#include "he/io/files/header.h"
#include "he/io/hdf5/untrusted.h"

namespace he::io {

EvaluationKey read_evaluation_key(const std::string& path, const SchemeInfo& scheme,
                                  const std::string& data) {
  const h5::File file = open_untrusted(path);
  require_kind(file, {"evaluation-key"});
  EvaluationKey key{read_scheme(file), {}};
  if (scheme.plain()) throw UsageError(data + ": is not encrypted, so --evaluation-key does not apply");
  if (key.scheme.name != scheme.name || key.scheme.key_id != scheme.key_id)
    throw KeyError(data + ": is encrypted under the key " + scheme.key_id + ", and " + path +
                   " belongs to the key " + key.scheme.key_id);
  if (key.scheme.public_values != scheme.public_values)
    throw KeyError(data + ": its public values differ from those of the key " + scheme.key_id + " in " +
                   path + "; one of the two files was changed");
  for (const std::string& name : file.children())
    if (file.has_dataset(name)) key.parts[name] = file.dataset(name).read_numbers();
  return key;
}

}  // namespace he::io
