#include "he/secret/key_factory.h"

#include <fmt/format.h>

#include <charconv>

#include "he/error.h"
#include "he/schemes/ckks/parameters.h"
#include "he/schemes/more/polynomial.h"
#include "he/secret/ckks/key.h"
#include "he/secret/more/key.h"

namespace he::secret {
namespace {

/// The degree that was asked for, or 3. Throws UsageError where it is none of the scheme.
std::size_t degree_of(const SchemeOptions& options) {
  using schemes::hybrid::kMinDegree, schemes::hybrid::kMaxDegree;
  const std::string text = option_or(options, "degree", "3");
  std::size_t degree = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), degree);
  if (error != std::errc() || end != text.data() + text.size() || degree < kMinDegree || degree > kMaxDegree)
    throw UsageError(fmt::format("--degree {}: the scheme 'hybrid' has degrees from {} to {}", text,
                                 kMinDegree, kMaxDegree));
  return degree;
}

std::unique_ptr<SecretKey> restore_more(const SchemeInfo& scheme, const std::vector<SecretValues>& values,
                                        SecretBytes sealing_key) {
  return MoreKey::restore(values, std::move(sealing_key), scheme);
}

std::unique_ptr<SecretKey> restore_ckks(const SchemeInfo& scheme, const std::vector<SecretValues>& values,
                                        SecretBytes sealing_key) {
  return ckks::CkksKey::restore(scheme, values, sealing_key);
}

std::vector<KeyScheme>& registered() {
  static std::vector<KeyScheme> schemes = {
      {"more",
       "MORE hides data from a casual look and from an operator who follows the protocol. It does not "
       "withstand anyone who tries: one ciphertext, or two known values, are enough to read a whole "
       "file. See SECURITY.md.",
       {},
       [](const SchemeOptions&, const RandomSource& random) { return MoreKey::generate(random); },
       restore_more},
      {"hybrid",
       "Hybrid MORE adds ambiguity to MORE, not hardness: its polynomial is public, and so are the "
       "roots among which the true one hides. It does not withstand anyone who tries: one ciphertext "
       "and one known value are enough to read a whole file. See SECURITY.md.",
       {{"degree"}},
       [](const SchemeOptions& options, const RandomSource& random) {
         return MoreKey::generate(random, degree_of(options));
       },
       restore_more},
      {schemes::ckks::kScheme,
       "CKKS protects data with 128 bits of security (classical, IACR ePrint 2024/463) from whoever sees "
       "ciphertexts. Whoever computed a result must not see its exact decryption. See SECURITY.md.",
       schemes::ckks::parameter_options(),
       [](const SchemeOptions& options, const RandomSource& random) {
         return ckks::CkksKey::generate(schemes::ckks::parameters_of(options), random);
       },
       restore_ckks, false}};
  return schemes;
}

const KeyScheme* scheme_named(std::string_view name) {
  for (const KeyScheme& scheme : registered())
    if (scheme.name == name) return &scheme;
  return nullptr;
}

std::string known() { return fmt::format("this version knows: {}", fmt::join(key_schemes(), ", ")); }

}  // namespace

void register_key_scheme(KeyScheme scheme) { registered().push_back(std::move(scheme)); }

std::vector<std::string> key_schemes() {
  std::vector<std::string> names;
  for (const KeyScheme& scheme : registered())
    if (scheme.listed) names.push_back(scheme.name);
  return names;
}

std::unique_ptr<SecretKey> generate_key(const KeyOptions& options, const RandomSource& random) {
  const KeyScheme* scheme = scheme_named(options.scheme);
  if (!scheme) throw UsageError("the scheme '" + options.scheme + "' is not known; " + known());
  std::vector<DeclaredOptions> all;
  for (const KeyScheme& other : registered()) all.push_back({other.name, other.options});
  require_declared(options.options, scheme->options, all, "the key is to be one of '" + options.scheme + "'");
  return scheme->generate(options.options, random);
}

std::unique_ptr<SecretKey> restore_key(const SchemeInfo& scheme, const std::vector<SecretValues>& values,
                                       SecretBytes sealing_key) {
  const KeyScheme* found = scheme_named(scheme.name);
  if (!found)
    throw UnsupportedError("a key of the scheme '" + scheme.name + "', which is not known; " + known());
  return found->restore(scheme, values, std::move(sealing_key));
}

std::string_view protection_statement(const std::string& scheme) {
  const KeyScheme* found = scheme_named(scheme);
  return found ? std::string_view(found->protection) : std::string_view();
}

}  // namespace he::secret
