#include "he/cli/exit_code.h"

#include "he/error.h"

namespace he::cli {

ExitCode exit_code(const std::exception& error) {
  if (dynamic_cast<const UsageError*>(&error)) return ExitCode::usage;
  if (dynamic_cast<const DataError*>(&error)) return ExitCode::data;
  if (dynamic_cast<const KeyError*>(&error)) return ExitCode::key;
  return ExitCode::io;
}

}  // namespace he::cli
