// Implements Tool::provenance() of tool.h.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "he/cli/tool.h"
#include "he/version.h"

namespace he::cli {
namespace {

using nlohmann::ordered_json;

/// Options that say nothing about a result, or that concern secrets.
bool left_out(const std::string& name) {
  static const char* const names[] = {"help",  "version", "config", "json",
                                      "quiet", "verbose", "key",    "passphrase-file"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// A folder may name a patient or a person; the name of a file is enough to recognise it.
std::string shown(const CLI::Option& option, const std::string& value) {
  if (option.get_type_name() != "FILE") return value;
  const std::filesystem::path path(value);
  return (path.has_filename() ? path : path.parent_path()).filename().string();  // a folder may end in /
}

void add_options(ordered_json& options, const CLI::App& app, const std::vector<std::string>& concealed) {
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_single_name();
    if (option->count() == 0 || left_out(name)) continue;
    if (std::find(concealed.begin(), concealed.end(), name) != concealed.end()) continue;
    ordered_json values = ordered_json::array();
    for (const std::string& value : option->results()) values.push_back(shown(*option, value));
    options[name] = values.size() == 1 ? values.front() : values;
  }
}

}  // namespace

std::string Tool::provenance(const std::string& key_id, std::size_t records) const {
  ordered_json json;
  json["tool"] = app_->get_name();
  json["version"] = version();
  ordered_json options = ordered_json::object();
  for (const CLI::App* command : app_->get_subcommands()) {
    json["command"] = command->get_name();
    add_options(options, *command, concealed_);
  }
  add_options(options, *app_, concealed_);
  json["options"] = std::move(options);
  if (!key_id.empty()) json["key_id"] = key_id;
  json["records"] = records;
  if (computes_) json["threads"] = threads_;
  json["stages"] = stages_.json();
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace he::cli
