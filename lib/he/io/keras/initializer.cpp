#include "he/io/keras/initializer.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <vector>

#include "he/error.h"
#include "he/text.h"

namespace he::io::keras {
namespace {

/// An initialiser as one of the kinds below, with all of its values.
struct Resolved {
  std::string kind;
  Json config;
};

/// The kinds and Keras' defaults of their values.
const std::map<std::string, Json>& kinds() {
  static const std::map<std::string, Json> table = {
      {"constant", {{"value", 0.0}}},
      {"random_normal", {{"mean", 0.0}, {"stddev", 0.05}}},
      {"random_uniform", {{"minval", -0.05}, {"maxval", 0.05}}},
      {"truncated_normal", {{"mean", 0.0}, {"stddev", 0.05}}},
      {"variance_scaling", {{"scale", 1.0}, {"mode", "fan_in"}, {"distribution", "truncated_normal"}}}};
  return table;
}

Resolved scaling(double scale, const char* mode, const char* distribution) {
  return {"variance_scaling", {{"scale", scale}, {"mode", mode}, {"distribution", distribution}}};
}

/// Names that say all.
const std::map<std::string, Resolved>& named() {
  static const std::map<std::string, Resolved> table = {
      {"glorot_normal", scaling(1, "fan_avg", "truncated_normal")},
      {"glorot_uniform", scaling(1, "fan_avg", "uniform")},
      {"he_normal", scaling(2, "fan_in", "truncated_normal")},
      {"he_uniform", scaling(2, "fan_in", "uniform")},
      {"lecun_normal", scaling(1, "fan_in", "truncated_normal")},
      {"lecun_uniform", scaling(1, "fan_in", "uniform")},
      {"ones", {"constant", {{"value", 1.0}}}},
      {"zeros", {"constant", {{"value", 0.0}}}}};
  return table;
}

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const auto& [name, config] : kinds()) names.push_back(name);
  for (const auto& [name, resolved] : named()) names.push_back(name);
  return names;
}

/// "he_normal" of "HeNormal"; the short names of Keras 1 and 2 in full.
std::string snake_case(const std::string& name) {
  std::string words;
  for (char c : name) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital && !words.empty()) words += '_';
    words += capital ? static_cast<char>(std::tolower(c)) : c;
  }
  static const std::map<std::string, std::string> short_names = {
      {"normal", "random_normal"}, {"uniform", "random_uniform"}, {"one", "ones"}, {"zero", "zeros"}};
  const auto found = short_names.find(words);
  return found == short_names.end() ? words : found->second;
}

void set_value(Json& config, const std::string& key, Json value, const std::string& where) {
  Json& known = config.at(key);
  if (value == "normal" && key == "distribution") value = "truncated_normal";  // Keras 2.0 to 2.2
  const bool fits = known.is_number() ? value.is_number() : value.is_string();
  if (!fits)
    throw DataError(where + ": " + quote(key) + " is " + brief(value) + ", not a " +
                    (known.is_number() ? "number" : "text"));
  known = known.is_number() ? Json(value.get<double>()) : value;
}

/// Fills `config` with what is given; seeds and types of numbers have no meaning here.
void set_values(Json& config, const Json& given, const std::string& where) {
  if (given.is_null()) return;
  if (!given.is_object()) throw DataError(where + ": 'config' is " + brief(given) + ", not an object");
  std::vector<std::string> keys;
  for (const auto& [key, value] : config.items()) keys.push_back(key);
  for (const auto& [key, value] : given.items()) {
    if (key == "seed" || key == "dtype") continue;
    if (!config.contains(key))
      throw DataError(where + ": an unknown value " + quote(key) + "; " +
                      (keys.empty() ? "this initialiser takes none" : suggest(key, keys)));
    set_value(config, key, value, where);
  }
}

template <typename Meaning>
Meaning one_of(const Json& config, const char* key, const std::map<std::string, Meaning>& meanings,
               const std::string& where) {
  const auto found = meanings.find(config.at(key).get<std::string>());
  if (found != meanings.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [name, meaning] : meanings) names.push_back(name);
  throw UnsupportedError(where + ": '" + key + "' = " + brief(config.at(key)) + " is not supported; " +
                         suggest(config.at(key), names));
}

Initializer meaning_of(const Resolved& initializer, const std::string& where) {
  using Distribution = Initializer::Distribution;
  using Fan = Initializer::Fan;
  const Json& config = initializer.config;
  const auto number = [&config](const char* key) { return config.at(key).get<double>(); };
  if (initializer.kind == "constant") return {Distribution::constant, Fan::none, number("value")};
  if (initializer.kind == "random_uniform")
    return {Distribution::uniform, Fan::none, number("minval"), number("maxval")};
  if (initializer.kind == "random_normal")
    return {Distribution::normal, Fan::none, number("mean"), number("stddev")};
  if (initializer.kind == "truncated_normal")
    return {Distribution::truncated_normal, Fan::none, number("mean"), number("stddev")};
  static const std::map<std::string, Distribution> distributions = {
      {"truncated_normal", Distribution::truncated_normal},
      {"uniform", Distribution::uniform},
      {"untruncated_normal", Distribution::normal}};
  static const std::map<std::string, Fan> fans = {
      {"fan_avg", Fan::average}, {"fan_in", Fan::in}, {"fan_out", Fan::out}};
  return {one_of(config, "distribution", distributions, where), one_of(config, "mode", fans, where), 0, 0,
          number("scale")};
}

void check(const Initializer& initializer, const std::string& where) {
  using Distribution = Initializer::Distribution;
  if (initializer.fan != Initializer::Fan::none && !(initializer.scale > 0))
    throw DataError(where + ": 'scale' is not above 0");
  if (initializer.distribution == Distribution::uniform && initializer.first > initializer.second)
    throw DataError(where + ": 'minval' is above 'maxval'");
  if (initializer.distribution != Distribution::uniform && initializer.second < 0)
    throw DataError(where + ": 'stddev' is negative");
}

Resolved resolve(const Json& value, const std::string& where) {
  const Json* class_name = member(value, "class_name");
  const Json& word = class_name ? *class_name : value;
  if (!word.is_string()) throw DataError(where + " is " + brief(value) + ", not the name of an initialiser");
  const std::string name = snake_case(word);
  const Json* config = class_name ? member(value, "config") : nullptr;
  const auto kind = kinds().find(name);
  Resolved resolved;
  if (kind != kinds().end()) {
    resolved = {name, kind->second};
    if (config) set_values(resolved.config, *config, where);
  } else if (const auto found = named().find(name); found != named().end()) {
    resolved = found->second;
    Json none = Json::object();
    if (config) set_values(none, *config, where);
  } else {
    throw UnsupportedError(where + ": the initialiser " + quote(word) + " is not supported; " +
                           suggest(name, all_names()));
  }
  check(meaning_of(resolved, where), where);
  return resolved;
}

}  // namespace

const char* default_initializer(const std::string& weight) {
  if (weight == "kernel") return "glorot_uniform";
  const bool one = weight == "gamma" || weight == "variance" || weight == "moving_variance";
  return one ? "ones" : "zeros";
}

Json canonical_initializer(const Json& value, const std::string& where) {
  const Resolved found = resolve(value, where);
  for (const auto& [name, resolved] : named())
    if (resolved.kind == found.kind && resolved.config == found.config) return name;
  if (found.config == kinds().at(found.kind)) return found.kind;
  return {{"class_name", found.kind}, {"config", found.config}};
}

Initializer read_initializer(const Json& value, const std::string& where) {
  return meaning_of(resolve(value, where), where);
}

}  // namespace he::io::keras
