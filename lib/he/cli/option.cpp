#include "he/cli/option.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <functional>

namespace he::cli {
namespace {

CLI::Validator number(const std::function<bool(double)>& holds, const std::string& what) {
  return {[=](std::string& text) {
            double value = 0;
            const bool good = CLI::detail::lexical_cast(text, value) && std::isfinite(value) && holds(value);
            return good ? std::string() : fmt::format("'{}' is not a number {}", text, what);
          },
          ""};
}

/// Digits alone, of a value that fits: elsewhere -1 would become the largest number there is.
template <class Unsigned>
CLI::Validator whole() {
  return {[](std::string& text) {
            Unsigned value = 0;
            const char* end = text.data() + text.size();
            const auto read = std::from_chars(text.data(), end, value);
            const bool good = read.ec == std::errc() && read.ptr == end;
            return good ? std::string() : fmt::format("'{}' is not a whole number of 0 or more", text);
          },
          ""};
}

/// Refuses an empty text: a script whose variable is not set must not leave out an option unseen.
CLI::Validator some_text() {
  return {[](std::string& text) {
            return text.empty() ? std::string("is empty; give it a value, or leave it out") : std::string();
          },
          ""};
}

}  // namespace

Option Option::required() const { return Option(option_->required()); }

Option Option::type_name(const std::string& text) const { return Option(option_->type_name(text)); }

Option Option::default_text(const std::string& text) const { return Option(option_->default_str(text)); }

Option Option::group(const std::string& name) const { return Option(option_->group(name)); }

Option Option::hidden() const { return group(""); }

Option Option::one_of(const std::vector<std::string>& names) const {
  option_->check(CLI::IsMember(names));
  return type_name(fmt::format("{}", fmt::join(names, "|")));
}

Option Option::at_least(double minimum) const {
  return Option(option_->check(
      number([=](double value) { return value >= minimum; }, fmt::format("of {} or more", minimum))));
}

Option Option::above(double bound) const {
  return Option(
      option_->check(number([=](double value) { return value > bound; }, fmt::format("above {}", bound))));
}

Option Option::between(int low, int high) const {
  return Option(option_->check(number([=](double value) { return value >= low && value <= high; },
                                      fmt::format("from {} to {}", low, high))));
}

Option Option::bytes() const {
  option_->transform(CLI::AsSizeValue(false));
  return type_name("BYTES");
}

Option Option::repeated() const { return Option(option_->allow_extra_args(false)); }

Option Option::list() const { return Option(option_->delimiter(',')->allow_extra_args(false)); }

Option Option::excludes(Option other) const { return Option(option_->excludes(other.option_)); }

Option Option::needs(Option other) const { return Option(option_->needs(other.option_)); }

bool Option::given() const { return option_->count() > 0; }

Option Options::add(const std::string& names, std::string& value, const std::string& description) const {
  return Option(app_->add_option(names, value, description)->check(some_text()));
}

Option Options::add(const std::string& names, int& value, const std::string& description) const {
  return Option(app_->add_option(names, value, description));
}

Option Options::add(const std::string& names, std::uint32_t& value, const std::string& description) const {
  return Option(app_->add_option(names, value, description)->check(whole<std::uint32_t>()));
}

Option Options::add(const std::string& names, std::uint64_t& value, const std::string& description) const {
  return Option(app_->add_option(names, value, description)->check(whole<std::uint64_t>()));
}

Option Options::add(const std::string& names, double& value, const std::string& description) const {
  return Option(app_->add_option(names, value, description));
}

Option Options::add(const std::string& names, std::optional<std::uint64_t>& value,
                    const std::string& description) const {
  return Option(app_->add_option(names, value, description)->check(whole<std::uint64_t>()));
}

Option Options::add(const std::string& names, std::optional<double>& value,
                    const std::string& description) const {
  return Option(app_->add_option(names, value, description));
}

Option Options::add(const std::string& names, std::vector<std::string>& value,
                    const std::string& description) const {
  return Option(app_->add_option(names, value, description));
}

Option Options::add_flag(const std::string& names, bool& value, const std::string& description) const {
  return Option(app_->add_flag(names, value, description));
}

bool Options::chosen() const { return app_->parsed(); }

}  // namespace he::cli
