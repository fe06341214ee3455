#include "he/io/keras_json.h"

#include "he/error.h"

namespace he::io::keras {
namespace {

constexpr std::size_t largest_text = 16u << 20;
constexpr int deepest_level = 100;

const Json& unwrapped(const Json& value) {
  const Json* items = member(value, "items");
  return items ? *items : value;
}

}  // namespace

Json parse_config(const std::string& text, const std::string& where) {
  if (text.size() > largest_text)
    throw DataError(where + ": the model's configuration has " + std::to_string(text.size()) +
                    " bytes; at most 16 MB are read");
  auto limit_depth = [&where](int depth, Json::parse_event_t, Json&) {
    if (depth > deepest_level)
      throw DataError(where + ": the model's configuration is nested deeper than 100 levels");
    return true;
  };
  try {
    return Json::parse(text, limit_depth);
  } catch (const Json::parse_error& error) {
    throw DataError(where +
                    ": the model's configuration (attribute model_config) is not valid JSON at byte " +
                    std::to_string(error.byte) + "; the file is damaged");
  } catch (const Json::exception&) {  // a number too large for a double
    throw DataError(where +
                    ": the model's configuration (attribute model_config) holds a number out of range");
  }
}

const Json* member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

const Json& list_member(const Json& object, const char* key, const std::string& where) {
  const Json* value = member(object, key);
  if (!value) throw DataError(where + ": the model's configuration has no '" + key + "'");
  const Json& list = unwrapped(*value);
  if (!list.is_array()) throw DataError(where + ": '" + key + "' is " + brief(*value) + ", not a list");
  return list;
}

std::string text_member(const Json& object, const char* key, const std::string& where) {
  const Json* value = member(object, key);
  if (!value) throw DataError(where + ": the model's configuration has no '" + key + "'");
  if (!value->is_string()) throw DataError(where + ": '" + key + "' is " + brief(*value) + ", not a text");
  return value->get<std::string>();
}

std::string brief(const Json& value) {
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

std::string printable(const std::string& name) {
  std::string text = name.size() <= 80 ? name : name.substr(0, 77) + "...";
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return text;
}

std::string quote(const std::string& name) { return "'" + printable(name) + "'"; }

}  // namespace he::io::keras
