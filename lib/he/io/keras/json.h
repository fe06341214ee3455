#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace he::io::keras {

using Json = nlohmann::json;

/// Largest text that is parsed, in bytes, which no model comes near.
inline constexpr std::size_t largest_text = 16u << 20;

/// Parses JSON of somebody else. `subject` begins messages ("FILE: the configuration"). Throws DataError
/// where it is not JSON (saying line and column), larger than 16 MB or nested deeper than 100 levels, which
/// would take memory or stack, and where an object has a key twice, of which one would be lost.
Json parse_json(const std::string& text, const std::string& subject);

/// Parses the text of a model's configuration, attribute model_config of `file`. Throws as parse_json.
Json parse_config(const std::string& text, const std::string& file);

/// The member of an object, or nullptr; nullptr also where `object` is something else.
const Json* member(const Json& object, const char* key);

/// The member as a list; Python's tuples, which some versions mark as such, count as lists.
/// Throws DataError where it is missing or no list.
const Json& list_member(const Json& object, const char* key, const std::string& where);

/// The member as text. Throws DataError where it is missing or no text.
std::string text_member(const Json& object, const char* key, const std::string& where);

/// A value for messages: at most 60 characters of its text.
std::string brief(const Json& value);

}  // namespace he::io::keras
