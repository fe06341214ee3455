#include "he/secret/key_factory.h"

#include <fmt/format.h>

#include <array>

#include "he/error.h"
#include "he/schemes/more/polynomial.h"
#include "he/secret/more/key.h"

namespace he::secret {
namespace {

struct Scheme {
  std::string_view name;
  std::string_view protection;
  std::unique_ptr<SecretKey> (*generate)(const KeyOptions&, const RandomSource&);
  std::unique_ptr<SecretKey> (*restore)(const SchemeInfo&, const std::vector<SecretValues>&, SecretBytes);
};

std::unique_ptr<SecretKey> generate_more(const KeyOptions& options, const RandomSource& random) {
  if (options.degree) throw UsageError("--degree is for --scheme hybrid; the scheme 'more' has none");
  return MoreKey::generate(random);
}

std::unique_ptr<SecretKey> generate_hybrid(const KeyOptions& options, const RandomSource& random) {
  using schemes::hybrid::kMinDegree, schemes::hybrid::kMaxDegree;
  const std::size_t degree = options.degree.value_or(3);
  if (degree < kMinDegree || degree > kMaxDegree)
    throw UsageError(fmt::format("--degree {}: the scheme 'hybrid' has degrees from {} to {}", degree,
                                 kMinDegree, kMaxDegree));
  return MoreKey::generate(random, degree);
}

std::unique_ptr<SecretKey> restore_more(const SchemeInfo& scheme, const std::vector<SecretValues>& values,
                                        SecretBytes sealing_key) {
  return MoreKey::restore(values, std::move(sealing_key), scheme);
}

constexpr std::array kSchemes = {
    Scheme{"more",
           "MORE hides data from a casual look and from an operator who follows the protocol. It does not "
           "withstand anyone who tries: one ciphertext, or two known values, are enough to read a whole "
           "file. See SECURITY.md.",
           generate_more, restore_more},
    Scheme{"hybrid",
           "Hybrid MORE adds ambiguity to MORE, not hardness: its polynomial is public, and so are the "
           "roots among which the true one hides. It does not withstand anyone who tries: one ciphertext "
           "and one known value are enough to read a whole file. See SECURITY.md.",
           generate_hybrid, restore_more}};

const Scheme* scheme_named(std::string_view name) {
  for (const Scheme& scheme : kSchemes)
    if (scheme.name == name) return &scheme;
  return nullptr;
}

std::string known() { return fmt::format("this version knows: {}", fmt::join(key_schemes(), ", ")); }

}  // namespace

std::vector<std::string> key_schemes() {
  std::vector<std::string> names;
  for (const Scheme& scheme : kSchemes) names.emplace_back(scheme.name);
  return names;
}

std::unique_ptr<SecretKey> generate_key(const KeyOptions& options, const RandomSource& random) {
  if (const Scheme* scheme = scheme_named(options.scheme)) return scheme->generate(options, random);
  throw UsageError("the scheme '" + options.scheme + "' is not known; " + known());
}

std::unique_ptr<SecretKey> restore_key(const SchemeInfo& scheme, const std::vector<SecretValues>& values,
                                       SecretBytes sealing_key) {
  if (const Scheme* found = scheme_named(scheme.name))
    return found->restore(scheme, values, std::move(sealing_key));
  throw UnsupportedError("a key of the scheme '" + scheme.name + "', which is not known; " + known());
}

std::string_view protection_statement(const std::string& scheme) {
  const Scheme* found = scheme_named(scheme);
  return found ? found->protection : std::string_view();
}

}  // namespace he::secret
