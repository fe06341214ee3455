#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "he/secret/key.h"

namespace he::secret {

/// What a key is asked to be.
struct KeyOptions {
  std::string scheme = "more";
  std::optional<std::size_t> degree;  ///< of Hybrid MORE, 2 to 8; 3 where nothing is said
};

/// Names of the schemes that keys can be made of.
std::vector<std::string> key_schemes();

/// Makes a key of a scheme. Throws UsageError for a scheme that is not known, or an option that is not one of
/// it or is out of range.
std::unique_ptr<SecretKey> generate_key(const KeyOptions& options, const RandomSource& random);

/// The key that a key file of the scheme stores. Throws UnsupportedError for a scheme that is not known,
/// DataError where the values are no key of it, or contradict what is public.
std::unique_ptr<SecretKey> restore_key(const SchemeInfo& scheme, const std::vector<SecretValues>& values,
                                       SecretBytes sealing_key);

/// One honest line on what a scheme protects.
std::string_view protection_statement(const std::string& scheme);

}  // namespace he::secret
