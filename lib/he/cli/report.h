#pragma once

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "he/error.h"

namespace he::cli {

/// Nobody reads standard output any more (`he-info f.h5 | head -1`). A tool ends with exit code 5 and says
/// nothing.
class ClosedPipe : public IoError {
 public:
  using IoError::IoError;
};

enum class Verbosity { quiet, normal, verbose };

/// What a tool says: messages on standard error, results on standard output as text or as one JSON object.
class Report {
 public:
  explicit Report(std::string tool, std::FILE* out = stdout, std::FILE* err = stderr);

  void set_verbosity(Verbosity verbosity) { verbosity_ = verbosity; }
  /// Results as JSON instead of text; also silences notes and progress.
  void set_json(bool json) { json_ = json; }
  /// Standard output carries the data, so results go to standard error.
  void keep_stdout_for_data() { out_ = err_; }

  bool json() const { return json_; }
  Verbosity verbosity() const { return verbosity_; }
  /// Whether a person watches standard error and wants to see progress.
  bool interactive() const;

  void note(std::string_view message);     ///< not with --quiet or --json
  void detail(std::string_view message);   ///< with --verbose only
  void warning(std::string_view message);  ///< always
  void error(std::string_view message);    ///< always: "TOOL: message", one line

  /// The results: `text` (with its line ends) or, with --json, `object` on one line. NaN and infinity become
  /// null.
  void result(std::string_view text, const nlohmann::ordered_json& object);
  /// Prints verbatim where the results go. Throws ClosedPipe or IoError where that fails.
  void print(std::string_view text);
  /// Makes sure that everything printed has left. Throws as print().
  void flush();

  /// Shows `line` in place of what was shown before; empty: removes it. The next message removes it, too.
  void show_progress(std::string_view line);

 private:
  void message(std::string_view prefix, std::string_view text);

  std::string tool_;
  std::FILE* out_;
  std::FILE* err_;
  Verbosity verbosity_ = Verbosity::normal;
  bool json_ = false;
  bool progress_shown_ = false;
};

}  // namespace he::cli
