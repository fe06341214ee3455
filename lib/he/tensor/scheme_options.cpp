#include "he/tensor/scheme_options.h"

#include <algorithm>

#include "he/error.h"

namespace he {
namespace {

bool takes(const std::vector<SchemeOption>& declared, const std::string& name, const std::string& value) {
  return std::any_of(declared.begin(), declared.end(), [&](const SchemeOption& option) {
    const auto& values = option.values;
    return option.name == name &&
           (values.empty() || std::find(values.begin(), values.end(), value) != values.end());
  });
}

}  // namespace

void require_declared(const SchemeOptions& given, const std::vector<SchemeOption>& declared,
                      const std::vector<DeclaredOptions>& all, const std::string& what) {
  for (const auto& [name, value] : given) {
    if (takes(declared, name, value)) continue;
    if (all.empty()) throw UsageError("--" + name + " " + value + ": " + what + ", which does not take it");
    std::string takers;
    for (const DeclaredOptions& other : all)
      if (takes(other.options, name, value)) takers += (takers.empty() ? "'" : ", '") + other.scheme + "'";
    throw UsageError("--" + name + " " + value + " is for " +
                     (takers.empty() ? "no scheme that is known here" : "the scheme " + takers) + "; " +
                     what);
  }
}

std::string option_or(const SchemeOptions& given, const std::string& name, const std::string& otherwise) {
  const auto found = given.find(name);
  return found == given.end() ? otherwise : found->second;
}

}  // namespace he
