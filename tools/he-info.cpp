#include <fmt/format.h>

#include <algorithm>

#include "he/cli/process.h"
#include "he/cli/tool.h"
#include "he/error.h"
#include "he/io/describe_file.h"
#include "he/io/files/verify_file.h"
#include "he/io/records/source_options.h"
#include "he/io/source.h"
#include "he/stats/table.h"
#include "he/text.h"

namespace {

using he::printable;
using he::cli::ExitCode;
using nlohmann::ordered_json;

constexpr std::size_t most_names = 12;

/// {13, 8} is "13x8", names are listed up to a dozen.
std::string list(const ordered_json& array, bool all) {
  const bool shape = !array.empty() && array.front().is_number();
  std::string text;
  std::size_t shown = 0;
  for (const ordered_json& entry : array) {
    if (!all && !shape && shown == most_names) return text + fmt::format(" … ({} in all)", array.size());
    text += (shown++ > 0 ? shape ? "x" : ", " : "") +
            (entry.is_string() ? entry.get<std::string>() : entry.dump());
  }
  return text.empty() ? "one number" : text;
}

/// "key_id" reads "key id"; y_hat is a name.
std::string label(std::string name) {
  if (name == "y_hat") return name;
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string value_text(const ordered_json& value, bool all) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number_float()) return fmt::format("{:.4g}", value.get<double>());
  if (value.is_array()) return list(value, all);
  if (!value.is_object()) return value.dump();
  std::string text;
  for (const auto& [name, entry] : value.items())
    text += (text.empty() ? "" : ", ") + (name == "shape" ? "" : label(name) + " ") +
            (entry.is_object() ? "(" + value_text(entry, all) + ")" : value_text(entry, all));
  return text.empty() ? "none" : text;
}

std::string line(const std::string& name, const std::string& value) {
  return fmt::format("{:<22}  {}\n", printable(name), printable(value));
}

/// A property on one line; objects within it on indented lines of their own.
std::string property_text(const std::string& name, const ordered_json& value, bool all) {
  if (!value.is_object()) return line(label(name), value_text(value, all));
  ordered_json simple = ordered_json::object();
  std::string nested;
  for (const auto& [key, entry] : value.items()) {
    if (entry.is_object())
      nested += line("  " + label(key), value_text(entry, all));
    else
      simple[key] = entry;
  }
  return line(label(name), value_text(simple, all)) + nested;
}

std::string layers_text(const ordered_json& layers) {
  he::stats::Table table{{"layer", "class", "activation", "weights", "parameters"}, {}, 4};
  for (const ordered_json& layer : layers)
    table.rows.push_back({printable(value_text(layer["name"], true)),
                          printable(value_text(layer["class"], true)),
                          printable(layer.value("activation", "")),
                          printable(value_text(layer["weights"], true)), layer["parameters"].dump()});
  return "\n" + table.format(he::stats::TableFormat::text);
}

/// One line a property; the layers of a model as a table behind them.
std::string text_of(const ordered_json& description, bool all) {
  std::string text, layers;
  for (const auto& [name, value] : description.items())
    (name == "layers" ? layers : text) +=
        name == "layers" ? layers_text(value) : property_text(name, value, all);
  return text + layers;
}

/// Reads everything in a file. Describing a table has done so already.
void verify(const std::string& path, const std::string& format, bool allow_virtual) {
  if (format == "HDF5") return he::io::verify_file(path, allow_virtual);
  if (format == "table") return;
  for (const auto source = he::io::open_source(path); source->next(4096).count > 0;) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  he::cli::Tool tool("he-info",
                     "Prints what a file is: kind, scheme, key id, shapes, names, layers, provenance. It "
                     "never prints numbers of patients or secrets of a key.");
  std::string path;
  bool verifying = false, allow_virtual = false;
  tool.add_input("FILE", path, "HDF5 file (key, data set, predictions, model), table or IDX file").required();
  tool.options().add_flag("--verify", verifying, "read everything, which tests every checksum");
  tool.options().add_flag("--allow-virtual", allow_virtual,
                          "accept HDF5 data sets that lie in other files of the same folder");
  tool.add_example("he-info model.h5", "lists the layers of a model, Keras' own included");
  tool.add_example("he-info --verify data.h5", "tells whether a data set arrived undamaged");
  return tool.run(argc, argv, [&] {
    he::cli::protect_process();
    if (path == "-") throw he::UsageError("FILE must be a file, not standard input");
    ordered_json description = he::io::describe_file(path, allow_virtual);
    if (verifying) {
      verify(path, description["format"], allow_virtual);
      description["verified"] = "everything was read, and the checksums hold where the file has them";
    }
    if (description.contains("seeded"))
      tool.report().warning(path + ": was made with --seed, so it protects nothing; for tests only");
    tool.report().result(text_of(description, tool.report().verbosity() == he::cli::Verbosity::verbose),
                         description);
    return ExitCode::done;
  });
}
