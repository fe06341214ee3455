#include "he/cli/help_formatter.h"

#include <sstream>

namespace he::cli {
namespace {

constexpr std::size_t page_width = 100;
constexpr std::size_t name_width = 30;

}  // namespace

std::string wrap(const std::string& text, std::size_t width) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!result.empty()) result += '\n';
    std::istringstream words(line);
    std::size_t column = 0;
    for (std::string word; words >> word; column += word.size()) {
      if (column > 0 && column + 1 + word.size() > width) {
        result += '\n';
        column = 0;
      } else if (column > 0) {
        result += ' ';
        ++column;
      }
      result += word;
    }
  }
  return result;
}

HelpFormatter::HelpFormatter() {
  column_width(name_width);
  label("Positionals", "Arguments");
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  std::string usage = "Usage: " + name;
  for (const CLI::Option* option : app->get_options()) {
    if (option->get_positional() || !option->get_required()) continue;
    const auto& shorts = option->get_snames();
    usage += " " + (shorts.empty() ? "--" + option->get_lnames().front() : "-" + shorts.front());
    usage += make_option_opts(option);
  }
  usage += " [OPTIONS]";
  if (!app->get_subcommands([](const CLI::App*) { return true; }).empty()) usage += " COMMAND …";
  for (const CLI::Option* option : app->get_options())
    if (option->get_positional()) usage += " " + make_option_usage(option);
  return usage + "\n";
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return wrap(app->get_description(), page_width) + "\n\n";
}

std::string HelpFormatter::make_footer(const CLI::App* app) const {
  while (app->get_parent() != nullptr) app = app->get_parent();
  return Formatter::make_footer(app);
}

std::string HelpFormatter::make_option_name(const CLI::Option* option, bool is_positional) const {
  if (is_positional) return option->get_name(true, false);
  std::string name = option->get_snames().empty() ? "    " : "-" + option->get_snames().front();
  for (const std::string& spelling : option->get_lnames())
    name += (name == "    " ? "--" : ", --") + spelling;
  return name;
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  if (option->get_positional() || option->get_type_size() == 0) return "";
  const std::string type = option->get_type_name();  // descriptions of the checks follow behind colons
  return " " + type.substr(0, type.find(':'));
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  std::string text = option->get_description();
  if (!option->get_default_str().empty()) text += " (default: " + option->get_default_str() + ")";
  return wrap(text, page_width - name_width);
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  std::string help = make_description(app) + make_usage(app, name) + make_subcommands(app, mode) +
                     make_positionals(app) + make_groups(app, mode);
  if (app->get_parent() != nullptr) help += make_groups(app->get_parent(), mode);
  return CLI::detail::find_and_replace(help, "\n\n\n", "\n\n") + make_footer(app);
}

}  // namespace he::cli
