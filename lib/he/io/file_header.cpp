#include "he/io/file_header.h"

#include <cerrno>

#include "he/error.h"
#include "he/version.h"

namespace he::io {
namespace {

const char* const format_version = "1.0";

bool is_real_number(const h5::Object& object, const std::string& attribute) {
  const std::string where = object.where() + ": attribute '" + attribute + "'";
  const h5::Handle handle(
      h5::check(H5Aopen(object.id(), attribute.c_str(), H5P_DEFAULT), where, "cannot be read"));
  const h5::Handle type(h5::check(H5Aget_type(handle), where, "cannot be read"));
  return H5Tget_class(type) == H5T_FLOAT;
}

bool is_key_id(const std::string& text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

void check_version(const h5::File& file) {
  const std::string version = file.attribute_string("he_version");
  if (version.starts_with("1.")) return;
  throw Unsupported(file.where() + ": written in format version '" + version +
                    "'; this program reads version 1; use a newer one");
}

}  // namespace

void write_header(h5::File& file, const std::string& kind, const SchemeInfo& scheme) {
  file.set_attribute("he_kind", kind);
  file.set_attribute("he_version", format_version);
  file.set_attribute("he_scheme", scheme.scheme);
  if (!scheme.plain()) file.set_attribute("he_key_id", scheme.key_id);
  file.set_attribute("he_creator", std::string(program_invocation_short_name) + " " + version());
  if (scheme.seeded) file.set_attribute("he_seeded", 1LL);
  for (const auto& [name, values] : scheme.public_values) file.set_attribute(name, values);
}

std::optional<FileHeader> read_header(const h5::File& file) {
  if (!file.has_attribute("he_kind")) return {};
  check_version(file);
  FileHeader header{file.attribute_string("he_kind"), {}};
  header.scheme.scheme = file.attribute_string("he_scheme");
  header.scheme.seeded = file.has_attribute("he_seeded") && file.attribute_integer("he_seeded") != 0;
  if (header.scheme.plain()) return header;
  header.scheme.key_id = file.attribute_string("he_key_id");
  if (!is_key_id(header.scheme.key_id))
    throw DataError(file.where() +
                    ": attribute 'he_key_id' is not 32 hexadecimal digits; the file is damaged");
  for (const std::string& name : file.attribute_names())
    if (!name.starts_with("he_") && is_real_number(file, name))
      header.scheme.public_values[name] = file.attribute_numbers(name);
  return header;
}

}  // namespace he::io
