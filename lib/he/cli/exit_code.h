#pragma once

#include <exception>

namespace he::cli {

/// What every tool tells the shell.
enum class ExitCode : int {
  done = 0,
  check_failed = 1,  ///< a comparison or check did not hold
  usage = 2,         ///< UsageError, or options that do not parse
  data = 3,          ///< DataError and UnsupportedError
  key = 4,           ///< KeyError
  io = 5,            ///< IoError, out of memory, and anything unexpected
};

/// The exit code that an exception stands for.
ExitCode exit_code(const std::exception& error);

}  // namespace he::cli
