#include "he/io/files/header.h"

#include <filesystem>

#include <algorithm>
#include <map>

#include "he/error.h"
#include "he/io/hdf5/untrusted.h"
#include "he/version.h"

namespace he::io {
namespace {

struct Kind {
  std::string name;    ///< in a sentence, "FILE is NAME"
  std::string reader;  ///< what to do with it
};

const std::map<std::string, Kind>& kinds() {
  static const std::map<std::string, Kind> all = {
      {"secret-key", {"a secret key", "he-encrypt and he-decrypt take it with -k"}},
      {"evaluation-key", {"an evaluation key", "he-infer takes it with --evaluation-key"}},
      {"dataset", {"a data set", "he-encrypt, he-infer and he-train read it"}},
      {"predictions", {"predictions", "he-decrypt and he-compare read them"}},
      {"model", {"a model", "he-infer takes it with -m"}},
      {"checkpoint", {"a checkpoint of a training", "he-train takes it with --checkpoint and --resume"}},
      {"report", {"a report", "he-info prints it"}}};
  return all;
}

void require_version(const h5::Group& root) {
  const std::string version = root.attribute_string("he_version");
  if (!version.starts_with("1."))
    throw UnsupportedError(root.where() + " has version " + version +
                           " of the file format; this program reads version 1: use a newer he-tools");
}

std::string kind_of(const h5::Group& root) {
  if (root.has_attribute("he_kind")) {
    require_version(root);
    return root.attribute_string("he_kind");
  }
  if (root.has_attribute("model_config")) return "model";
  return root.has_dataset("x") ? "dataset" : "";
}

std::string names_of(const std::vector<std::string>& wanted) {
  std::string text;
  for (const std::string& kind : wanted) text += (text.empty() ? "" : " or ") + kinds().at(kind).name;
  return text;
}

/// 16 bytes as hexadecimal digits.
bool is_key_id(const std::string& text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

void write_header(h5::Group& root, const std::string& kind, const SchemeInfo& scheme) {
  root.set_attribute("he_kind", kind);
  root.set_attribute("he_version", "1.0");
  root.set_attribute("he_creator", std::string("he-tools ") + version());
  root.set_attribute("he_scheme", scheme.name);
  if (scheme.seeded) root.set_attribute("he_seeded", h5::Bytes{1});
  if (scheme.plain()) return;
  root.set_attribute("he_key_id", scheme.key_id);
  for (const auto& [name, value] : scheme.public_values) root.set_attribute(name, value);
}

std::string require_kind(const h5::Group& root, const std::vector<std::string>& wanted) {
  const std::string kind = kind_of(root);
  if (std::find(wanted.begin(), wanted.end(), kind) != wanted.end()) return kind;
  if (kind.empty())
    throw DataError(root.where() + " holds neither a data set (/x) nor a model (model_config); " +
                    names_of(wanted) + " was expected");
  const auto found = kinds().find(kind);
  if (found == kinds().end())
    throw UnsupportedError(root.where() + " is of the kind '" + kind +
                           "', which this program does not know; " + names_of(wanted) + " was expected");
  throw DataError(root.where() + " is " + found->second.name + ", not " + names_of(wanted) + ": " +
                  found->second.reader);
}

bool holds_model(const h5::Group& root) { return kind_of(root) == "model"; }

SchemeInfo read_scheme(const h5::Group& root) {
  SchemeInfo info;
  if (!root.has_attribute("he_kind")) return info;
  info.name = root.attribute_string("he_scheme");
  info.seeded = root.has_attribute("he_seeded") && root.attribute_integer("he_seeded") != 0;
  if (info.plain()) return info;
  info.key_id = root.attribute_string("he_key_id");
  if (!is_key_id(info.key_id))
    throw DataError(root.where() + ": attribute 'he_key_id' is '" + info.key_id +
                    "', where 32 hexadecimal digits were expected");
  for (const std::string& name : root.attribute_names())
    if (root.attribute_is_real(name)) info.public_values[name] = root.attribute_numbers(name);
  return info;
}

bool is_secret_key(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) return false;
  try {
    const h5::File file = open_untrusted(path);
    return file.has_attribute("he_kind") && file.attribute_string("he_kind") == "secret-key";
  } catch (const Error&) {
    return false;  // damaged: no key could be read from it
  }
}

void write_texts(h5::File& file, const std::string& path, const std::vector<std::string>& names) {
  if (!names.empty()) file.write_strings(path, names);
}

std::vector<std::string> read_texts(const h5::File& file, const std::string& path) {
  return file.has_dataset(path) ? file.dataset(path).read_strings() : std::vector<std::string>();
}

}  // namespace he::io
