#include "he/io/keras/json.h"

#include <algorithm>
#include <set>
#include <vector>

#include "he/error.h"
#include "he/text.h"

namespace he::io::keras {
namespace {

constexpr int deepest_level = 100;

const Json& unwrapped(const Json& value) {
  const Json* items = member(value, "items");
  return items ? *items : value;
}

/// What JSON's grammar does not ask for, seen while it is parsed.
class Checks {
 public:
  explicit Checks(const std::string& subject) : subject_(subject) {}

  void see(int depth, Json::parse_event_t event, const Json& value) {
    if (depth > deepest_level) throw DataError(subject_ + " is nested deeper than 100 levels");
    if (event == Json::parse_event_t::object_start) keys_.emplace_back();
    if (event == Json::parse_event_t::object_end) keys_.pop_back();
    if (event == Json::parse_event_t::key && !keys_.back().insert(value.get<std::string>()).second)
      throw DataError(subject_ + " has the key " + quote(value) + " twice in one object");
  }

 private:
  const std::string& subject_;
  std::vector<std::set<std::string>> keys_;  ///< of the objects that are open
};

/// "line 3, column 7" of a byte, counted from 1.
std::string place_in(const std::string& text, std::size_t byte) {
  const std::string before = text.substr(0, std::max<std::size_t>(byte, 1) - 1);
  const std::size_t line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t start = before.rfind('\n');  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - (start + 1) + 1);
}

}  // namespace

Json parse_json(const std::string& text, const std::string& subject) {
  if (text.size() > largest_text)
    throw DataError(subject + " has " + std::to_string(text.size()) + " bytes; at most 16 MB are read");
  Checks checks(subject);
  try {
    return Json::parse(text, [&checks](int depth, Json::parse_event_t event, const Json& value) {
      checks.see(depth, event, value);
      return true;
    });
  } catch (const Json::parse_error& error) {
    throw DataError(subject + " is not valid JSON at " + place_in(text, error.byte));
  } catch (const Json::exception&) {  // a number too large for a double
    throw DataError(subject + " holds a number out of range");
  }
}

Json parse_config(const std::string& text, const std::string& file) {
  return parse_json(text, file + ": the model's configuration (attribute model_config)");
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

}  // namespace he::io::keras
