#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "he/secret/key.h"

namespace he::secret {

/// What a key is asked to be. Options are the scheme's: {"degree", "4"} of Hybrid MORE.
struct KeyOptions {
  std::string scheme = "more";
  SchemeOptions options{};
};

/// What the key holder's side knows of a scheme.
struct KeyScheme {
  std::string name;
  std::string protection;             ///< one honest line on what it protects
  std::vector<SchemeOption> options;  ///< of its keys
  std::function<std::unique_ptr<SecretKey>(const SchemeOptions&, const RandomSource&)> generate;
  std::function<std::unique_ptr<SecretKey>(const SchemeInfo&, const std::vector<SecretValues>&, SecretBytes)>
      restore;
  bool listed = true;  ///< among what users are offered
};

/// Makes a scheme known beside those of this library. Not while other threads make keys.
void register_key_scheme(KeyScheme scheme);

/// Names of the schemes that users are offered.
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
