#include "he/cli/plan_options.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace he::cli {

void PlanOptions::add_to(Tool& tool) {
  tool.options()
      .add("--range", range_,
           "least and largest number of all features (default: those of the model's data, and an eighth "
           "beyond)")
      .type_name("LOW,HIGH");
  tool.options()
      .add("--max-error", max_error_,
           "error of results that is to be reached, relative to the largest of them")
      .type_name("E")
      .above(0)
      .default_text(fmt::format("{}", PlanWishes{}.max_error));
}

PlanWishes PlanOptions::wishes() const {
  PlanWishes wishes;
  if (max_error_ > 0) wishes.max_error = max_error_;
  if (range_.empty()) return wishes;
  const std::size_t comma = range_.find(',');
  const auto number = [&](std::string_view text) {
    double value = std::nan("");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : std::nan("");
  };
  const std::string_view text = range_;
  const double low = number(text.substr(0, comma)),
               high = comma == std::string::npos ? std::nan("") : number(text.substr(comma + 1));
  if (!std::isfinite(low) || !std::isfinite(high) || !(low < high))
    throw UsageError("--range " + range_ + ": is not two numbers LOW,HIGH with LOW below HIGH");
  wishes.range = {low, high};
  return wishes;
}

}  // namespace he::cli
