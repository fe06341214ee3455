#include "he/io/files/evaluation_key.h"

#include "he/error.h"
#include "he/io/files/header.h"
#include "he/io/hdf5/untrusted.h"

namespace he::io {

void require_evaluation_key(const std::string& path, const SchemeInfo& scheme, const std::string& data) {
  const h5::File file = open_untrusted(path);
  require_kind(file, {"evaluation-key"});
  const SchemeInfo key = read_scheme(file);
  if (scheme.plain()) throw UsageError(data + ": is not encrypted, so --evaluation-key does not apply");
  if (key.key_id != scheme.key_id)
    throw KeyError(data + ": is encrypted under the key " + scheme.key_id + ", and " + path +
                   " belongs to the key " + key.key_id);
}

}  // namespace he::io
