#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "he/cli/exit_code.h"
#include "he/cli/option.h"
#include "he/cli/report.h"
#include "he/cli/stages.h"
#include "he/parallel.h"

namespace he::cli {

/// What every tool shares: the common options, help and version, the way from an exception to one line on
/// standard error and an exit code. A tool adds options of its own, then runs:
///
///     int main(int argc, char** argv) {
///       he::cli::Tool tool("he-copy", "Copies a data set.");
///       std::string input, output;
///       tool.add_input("INPUT", input, "data set to read, or -").required();
///       tool.add_output("OUTPUT", output, "file to write, or -").required();
///       tool.add_example("he-copy a.h5 b.h5", "makes b.h5");
///       return tool.run(argc, argv, [&] { …; return he::cli::ExitCode::done; });
///     }
class Tool {
 public:
  using Body = std::function<ExitCode()>;
  enum class Content { binary, text, key };

  /// `summary`: what the tool does, one or a few sentences. `out`, `err`: for tests.
  Tool(const std::string& name, const std::string& summary, std::FILE* out = stdout, std::FILE* err = stderr);
  ~Tool();
  Tool(const Tool&) = delete;
  Tool& operator=(const Tool&) = delete;

  /// Options of the tool itself.
  Options options() { return Options(app_.get()); }
  /// The options of a new subcommand, which does what `summary` says. A tool that has subcommands must be
  /// called with one.
  Options add_command(const std::string& name, const std::string& summary);
  /// Whether the option of this name ("--shard") of the tool itself was given. After parsing.
  bool given(const std::string& option) const;

  Report& report() { return report_; }
  Stages& stages() { return stages_; }
  const Stages& stages() const { return stages_; }

  /// An argument ("INPUT") or option ("-k,--key") that names a file or folder to read.
  Option add_input(const std::string& names, std::string& path, const std::string& description);
  /// The same where several are taken, one each time that the option is given.
  Option add_inputs(const std::string& names, std::vector<std::string>& paths,
                    const std::string& description);
  /// One that names a file to write. One that is an input, too, is refused, and so is binary content on a
  /// terminal.
  /// `-` is standard output; results then go to standard error.
  Option add_output(const std::string& names, std::string& path, const std::string& description,
                    Content content = Content::binary) {
    return add_output(options(), names, path, description, content);
  }
  /// The same for a subcommand.
  Option add_output(Options command, const std::string& names, std::string& path,
                    const std::string& description, Content content = Content::binary);
  /// -j/--threads, for tools that compute.
  void add_threads();
  /// An option whose value provenance must not show, e.g. "seed" where secrets follow from it.
  void conceal(const std::string& option) { concealed_.push_back(option); }
  /// A line for the help text.
  void add_example(const std::string& command, const std::string& what);

  /// Threads to compute with; loops know it already.
  int threads() const { return threads_; }
  /// "he-encrypt 0.1.0", for the attribute `he_creator`.
  std::string creator() const;
  /// JSON text for `/provenance`: tool, version, command and options as given (files without their folders;
  /// no key and passphrase files), key id, records, threads, seconds of every stage so far.
  std::string provenance(const std::string& key_id, std::size_t records) const;

  /// Parses, runs `body`, reports; returns the exit code for main(). Never throws.
  int run(int argc, const char* const* argv, const Body& body) noexcept;

 private:
  struct File {
    Option option;
    std::string* path;
    Content content;
  };
  void add_common_options();
  std::string footer() const;
  void parse(int argc, const char* const* argv);
  void apply_common_options();
  void check_files();
  void refuse_input_as(const std::string& output) const;
  ExitCode fail(const std::exception& error);

  std::unique_ptr<CLI::App> app_;
  Report report_;
  Stages stages_;
  std::vector<File> inputs_, outputs_;
  std::vector<const std::vector<std::string>*> input_lists_;
  std::string examples_;
  std::vector<std::string> concealed_;
  bool json_ = false, quiet_ = false, verbose_ = false, computes_ = false;
  int threads_ = 0;
  std::unique_ptr<ThreadLimit> thread_limit_;
};

}  // namespace he::cli
