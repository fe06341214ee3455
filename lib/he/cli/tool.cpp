#include "he/cli/tool.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <new>

#include "he/cli/help_formatter.h"
#include "he/cli/paths.h"
#include "he/cli/process.h"
#include "he/error.h"
#include "he/io/files/header.h"
#include "he/parallel.h"
#include "he/tensor/memory.h"
#include "he/text.h"
#include "he/version.h"

namespace he::cli {
namespace {

const char* const exit_codes =
    "Exit codes:\n"
    "  0  done\n"
    "  1  the comparison or check did not hold\n"
    "  2  wrong usage\n"
    "  3  bad input data, or something that this version cannot run\n"
    "  4  keys do not match, or sealed content does not authenticate\n"
    "  5  input or output failed (file missing, disk full, out of memory)";

/// All options that a user could have meant, those of the subcommand that was called included.
std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  for (const CLI::App* command : app.get_subcommands())
    for (const std::string& name : option_names(*command)) names.push_back(name);
  return names;
}

/// What is wrong with a call, in a sentence.
std::string explain(const CLI::ParseError& error, const CLI::App& app) {
  std::string text = error.what();
  const std::vector<std::string> rest = app.remaining(true);
  // What is missing may stand there, misspelt.
  if (!rest.empty() &&
      (dynamic_cast<const CLI::ExtrasError*>(&error) || dynamic_cast<const CLI::RequiredError*>(&error))) {
    const std::string& word = rest.front();
    if (word.starts_with("-")) {
      const std::string name = word.substr(0, word.find('='));
      text = fmt::format("unknown option '{}': {}", name, suggest(name, option_names(app)));
    } else {
      text = fmt::format("unexpected argument '{}'", word);
    }
  }
  return fmt::format("{} ('{} --help' shows how to call it)", text, app.get_name());
}

}  // namespace

Tool::Tool(const std::string& name, const std::string& summary, std::FILE* out, std::FILE* err)
    : app_(std::make_unique<CLI::App>(summary, name)), report_(name, out, err) {
  app_->formatter(std::make_shared<HelpFormatter>());
  app_->set_help_flag();
  app_->fallthrough();
}

Tool::~Tool() = default;

Options Tool::add_command(const std::string& name, const std::string& summary) {
  app_->require_subcommand(1);
  return Options(app_->add_subcommand(name, summary));
}

bool Tool::given(const std::string& option) const { return app_->count(option) > 0; }

Option Tool::add_input(const std::string& names, std::string& path, const std::string& description) {
  const Option option = options().add(names, path, description).type_name("FILE");
  inputs_.push_back({option, &path, Content::binary});
  return option;
}

Option Tool::add_inputs(const std::string& names, std::vector<std::string>& paths,
                        const std::string& description) {
  const Option option = options().add(names, paths, description).repeated().type_name("FILE");
  input_lists_.push_back(&paths);
  return option;
}

Option Tool::add_output(Options command, const std::string& names, std::string& path,
                        const std::string& description, Content content) {
  const Option option = command.add(names, path, description).type_name("FILE");
  outputs_.push_back({option, &path, content});
  return option;
}

void Tool::add_threads() { computes_ = true; }

void Tool::add_example(const std::string& command, const std::string& what) {
  examples_ += fmt::format("  {}\n      {}\n", command, what);
}

std::string Tool::creator() const { return app_->get_name() + " " + version(); }

void Tool::add_common_options() {
  const std::string group = "Common options";
  if (computes_)
    options()
        .add("-j,--threads", threads_,
             "threads to compute with (default and maximum: the CPUs that this process may use)")
        .type_name("N")
        .at_least(1)
        .group(group);
  options().add_flag("--json", json_, "print results as one JSON object").group(group);
  const Option quiet =
      options()
          .add_flag("-q,--quiet", quiet_, "no notes and no progress; warnings and errors stay")
          .group(group);
  options().add_flag("-v,--verbose", verbose_, "say more about what is done").excludes(quiet).group(group);
  app_->set_config("--config", "", "read options from a TOML file, as name = value; the command line wins")
      ->type_name("FILE")
      ->group(group);
  app_->allow_config_extras(CLI::config_extras_mode::error);
  app_->set_help_flag("-h,--help", "print this help")->group(group);
  app_->set_version_flag("--version", creator() + " (he-tools)", "print the version")->group(group);
}

std::string Tool::footer() const {
  return (examples_.empty() ? "" : "\nExamples:\n" + examples_) + "\n" + exit_codes;
}

void Tool::parse(int argc, const char* const* argv) {
  add_common_options();
  app_->footer(footer());
  app_->parse(argc, argv);
  apply_common_options();
  check_files();
}

void Tool::apply_common_options() {
  report_.set_json(json_);
  report_.set_verbosity(quiet_ ? Verbosity::quiet : verbose_ ? Verbosity::verbose : Verbosity::normal);
  if (computes_) {
    const int usable = usable_cpus(), wanted = threads_ > 0 ? threads_ : usable;
    threads_ = std::min(wanted, usable);
    if (threads_ < wanted)
      report_.note(fmt::format("{} threads: this process may use no more CPUs", threads_));
    thread_limit_ = std::make_unique<ThreadLimit>(threads_);
    keep_freed_memory();
  }
}

void Tool::refuse_input_as(const std::string& output) const {
  const auto refuse = [&](const std::string& input) {
    if (!input.empty() && same_file(input, output))
      throw UsageError(
          fmt::format("{}: is input and output at once; name another file for the output", output));
  };
  for (const File& input : inputs_)
    if (input.option.given()) refuse(*input.path);
  for (const auto* list : input_lists_)
    for (const std::string& input : *list) refuse(input);
}

void Tool::check_files() {
  const auto given = [](const File& file) { return file.option.given() && !file.path->empty(); };
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const File& output = outputs_[i];
    if (!given(output)) continue;
    refuse_input_as(*output.path);
    for (std::size_t j = 0; j < i; ++j)
      if (given(outputs_[j]) &&
          (*outputs_[j].path == *output.path || same_file(*outputs_[j].path, *output.path)))
        throw UsageError(fmt::format("{}: is named for two outputs; give each its own file", *output.path));
    if (output.content != Content::key && io::is_secret_key(*output.path))
      throw UsageError(*output.path + ": is a secret key, which no output replaces; name another file");
    if (output.content == Content::key && *output.path == "-")
      throw UsageError(
          "a secret key goes into a file of its own, readable by its owner alone, not to standard output");
    if (output.content == Content::binary) refuse_terminal(*output.path);
    if (*output.path == "-") report_.keep_stdout_for_data();
  }
}

ExitCode Tool::fail(const std::exception& error) {
  if (dynamic_cast<const ClosedPipe*>(&error)) return ExitCode::io;
  if (dynamic_cast<const std::bad_alloc*>(&error))
    report_.error("not enough memory for this run");
  else if (dynamic_cast<const Error*>(&error))
    report_.error(error.what());
  else
    report_.error(fmt::format("internal error, please report it: {}", error.what()));
  return exit_code(error);
}

int Tool::run(int argc, const char* const* argv, const Body& body) noexcept {
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files is an error of the write, too
  std::signal(SIGPIPE,
              SIG_IGN);  // a closed pipe is an error of the write, which removes what is half written
  ExitCode code = ExitCode::done;
  try {
    try {
      open_standard_streams();
      parse(argc, argv);
      code = body();
    } catch (const CLI::CallForHelp&) {
      report_.print(app_->help());
    } catch (const CLI::CallForVersion& call) {
      report_.print(std::string(call.what()) + "\n");
    } catch (const CLI::FileError& error) {
      throw IoError(std::string("--config: ") + error.what());
    } catch (const CLI::ParseError& error) {
      throw UsageError(explain(error, *app_));
    }
    report_.flush();
  } catch (const std::exception& error) {
    code = fail(error);
  }
  return static_cast<int>(code);
}

}  // namespace he::cli
