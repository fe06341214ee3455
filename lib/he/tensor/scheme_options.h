#pragma once

#include <map>
#include <string>
#include <vector>

namespace he {

/// What a user asks of one scheme, by the names of the options without their dashes: {"degree", "3"}. What is
/// not asked for is not there.
using SchemeOptions = std::map<std::string, std::string>;

/// An option that a scheme declares. Where `values` are given, no other is taken.
struct SchemeOption {
  std::string name;
  std::vector<std::string> values{};
};

/// What one scheme takes.
struct DeclaredOptions {
  std::string scheme;
  std::vector<SchemeOption> options;
};

/// Throws UsageError where one of `given` is not among the options of a scheme, or has a value that it does
/// not take. The message says which of the schemes `all` take it, and ends with `what` stands against that:
/// "these data are not encrypted". Where `all` is empty, it says that alone.
void require_declared(const SchemeOptions& given, const std::vector<SchemeOption>& declared,
                      const std::vector<DeclaredOptions>& all, const std::string& what);

/// The value of an option, or `otherwise` where it was not given.
std::string option_or(const SchemeOptions& given, const std::string& name, const std::string& otherwise);

}  // namespace he
