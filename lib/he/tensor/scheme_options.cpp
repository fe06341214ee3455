#include "he/tensor/scheme_options.h"

#include <algorithm>

#include "he/error.h"

namespace he {

void require_declared(const SchemeOptions& given, const std::vector<SchemeOption>& declared,
                      const std::string& what) {
  for (const auto& [name, value] : given) {
    const auto option = std::find_if(declared.begin(), declared.end(),
                                     [&](const SchemeOption& known) { return known.name == name; });
    if (option == declared.end()) throw UsageError("--" + name + " does not apply: " + what);
    const auto& values = option->values;
    if (!values.empty() && std::find(values.begin(), values.end(), value) == values.end())
      throw UsageError("--" + name + " " + value + " does not apply: " + what);
  }
}

std::string option_or(const SchemeOptions& given, const std::string& name, const std::string& otherwise) {
  const auto found = given.find(name);
  return found == given.end() ? otherwise : found->second;
}

}  // namespace he
