#include "he/cli/checks.h"

#include <fmt/format.h>

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

}  // namespace

CLI::Validator at_least(double minimum) {
  return number([=](double value) { return value >= minimum; }, fmt::format("of {} or more", minimum));
}

CLI::Validator above(double bound) {
  return number([=](double value) { return value > bound; }, fmt::format("above {}", bound));
}

}  // namespace he::cli
