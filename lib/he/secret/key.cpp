#include "he/secret/key.h"

#include "he/error.h"

namespace he::secret {

std::unique_ptr<ArrayEncryptor> SecretKey::array_encryptor(const SchemeOptions&, const RandomSource&) const {
  throw UsageError("the scheme '" + scheme_.name +
                   "' does not encrypt models; a model in clear runs "
                   "on its data, too");
}

}  // namespace he::secret
