#pragma once

#include <string>

namespace he::cli {

/// Whether two names lead to the same file (through links, too), or would once they exist. `-` is no file.
bool same_file(const std::string& a, const std::string& b);

/// Throws UsageError where `path` is `-` and standard output is a terminal, which must not receive binary
/// data.
void refuse_terminal(const std::string& path);

}  // namespace he::cli
