#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace he::cli {

/// An option or argument of a tool, to say more about: `add("--epochs", …).type_name("N").at_least(1)`. A
/// handle; copies speak of the same option. What parses command lines stays out of the headers, since it is
/// slow to compile.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}

  Option required() const;
  /// What help texts show in place of a value.
  Option type_name(const std::string& text) const;
  /// What help texts name as the default.
  Option default_text(const std::string& text) const;
  /// The heading of help texts under which it stands.
  Option group(const std::string& name) const;
  /// In no help text.
  Option hidden() const;

  /// One of these words; help texts show "a|b|c".
  Option one_of(const std::vector<std::string>& names) const;
  /// A finite number that is `minimum` or more ("--epochs: '0' is not a number of 1 or more").
  Option at_least(double minimum) const;
  /// A finite number that is more than `bound`.
  Option above(double bound) const;
  /// A number from `low` to `high`.
  Option between(int low, int high) const;
  /// A number of bytes, such as 4G.
  Option bytes() const;
  /// One value each time that it is given.
  Option repeated() const;
  /// Values with commas between them, in one word: the next one is another argument.
  Option list() const;

  /// Not together with `other`.
  Option excludes(Option other) const;
  /// Only together with `other`.
  Option needs(Option other) const;

  /// Whether the command line or the file of --config has it. After parsing.
  bool given() const;

 private:
  CLI::Option* option_;
};

/// The options of a tool or of one of its subcommands. A handle, too.
class Options {
 public:
  explicit Options(CLI::App* app) : app_(app) {}

  /// An option ("-j,--threads") or argument ("INPUT") whose value goes to `value`, which keeps what it holds
  /// where none is given. Refused are an empty text and, for unsigned numbers, all but digits.
  Option add(const std::string& names, std::string& value, const std::string& description) const;
  Option add(const std::string& names, int& value, const std::string& description) const;
  Option add(const std::string& names, std::uint32_t& value, const std::string& description) const;
  Option add(const std::string& names, std::uint64_t& value, const std::string& description) const;
  Option add(const std::string& names, double& value, const std::string& description) const;
  Option add(const std::string& names, std::optional<std::uint64_t>& value,
             const std::string& description) const;
  Option add(const std::string& names, std::optional<double>& value, const std::string& description) const;
  Option add(const std::string& names, std::vector<std::string>& value, const std::string& description) const;
  /// An option without a value: true where it is given.
  Option add_flag(const std::string& names, bool& value, const std::string& description) const;

  /// Whether this subcommand was called. After parsing.
  bool chosen() const;

 private:
  CLI::App* app_;
};

}  // namespace he::cli
