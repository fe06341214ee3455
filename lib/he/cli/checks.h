#pragma once

#include <CLI/CLI.hpp>

namespace he::cli {

/// For `option->check(…)`: a finite number that is `minimum` or more ("--epochs: '0' is not a number of 1 or
/// more").
CLI::Validator at_least(double minimum);

/// The same, and more than `bound`.
CLI::Validator above(double bound);

}  // namespace he::cli
