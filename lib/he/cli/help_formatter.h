#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace he::cli {

/// Help texts 100 columns wide that read well on a terminal and turn into manual pages: required options
/// stand in the usage line, descriptions are wrapped, a subcommand lists the common options of its tool, too.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter();

  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_description(const CLI::App* app) const override;
  std::string make_footer(const CLI::App* app) const override;
  std::string make_option_name(const CLI::Option* option, bool is_positional) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

/// Breaks lines at spaces so that none exceeds `width` (single longer words excepted). Line breaks in `text`
/// stay.
std::string wrap(const std::string& text, std::size_t width);

}  // namespace he::cli
