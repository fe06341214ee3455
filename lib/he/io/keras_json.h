#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace he::io::keras {

using Json = nlohmann::json;

/// Parses the text of a model's configuration. `where` begins messages ("FILE").
/// Throws DataError where it is not JSON, larger than 16 MB or nested deeper than 100 levels: limits that no
/// model comes near and that keep a hostile file from taking memory or stack.
Json parse_config(const std::string& text, const std::string& where);

/// The member of an object, or nullptr; nullptr also where `object` is something else.
const Json* member(const Json& object, const char* key);

/// The member as a list; Python's tuples, which some versions mark as such, count as lists.
/// Throws DataError where it is missing or no list.
const Json& list_member(const Json& object, const char* key, const std::string& where);

/// The member as text. Throws DataError where it is missing or no text.
std::string text_member(const Json& object, const char* key, const std::string& where);

/// A value for messages: at most 60 characters of its text.
std::string brief(const Json& value);

/// A name from a file for messages: without control characters, at most 80 bytes.
std::string printable(const std::string& name);

/// The same in quotation marks.
std::string quote(const std::string& name);

}  // namespace he::io::keras
