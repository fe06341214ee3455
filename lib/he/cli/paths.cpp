#include "he/cli/paths.h"

#include <unistd.h>

#include <filesystem>

#include "he/error.h"

namespace he::cli {

bool same_file(const std::string& a, const std::string& b) {
  namespace fs = std::filesystem;
  if (a == "-" || b == "-") return false;
  std::error_code error;
  if (fs::equivalent(a, b, error)) return true;
  const fs::path first = fs::weakly_canonical(fs::absolute(a, error), error);
  const fs::path second = fs::weakly_canonical(fs::absolute(b, error), error);
  return !first.empty() && first == second;
}

void refuse_terminal(const std::string& path) {
  if (path == "-" && isatty(STDOUT_FILENO) == 1)
    throw UsageError(
        "standard output is a terminal, and the output is binary; name a file, or pipe it into a program");
}

}  // namespace he::cli
