#include "he/io/keras/short_layer.h"

#include <algorithm>
#include <array>

#include "he/error.h"
#include "he/io/keras/initializer.h"
#include "he/io/keras/options.h"
#include "he/io/keras/training.h"
#include "he/text.h"

namespace he::io {
namespace {

using keras::Json;
using keras::Option;
using keras::OptionKind;

struct Word {
  const char* word;
  const char* class_name;
  const char* main_option;  ///< that a value without a name is; "" for none
  const char* keras_word;   ///< where Keras' own is another; else nullptr
};

constexpr std::array<Word, 23> words{{{"activation", "Activation", "activation", nullptr},
                                      {"average_pooling1d", "AveragePooling1D", "pool_size", nullptr},
                                      {"average_pooling2d", "AveragePooling2D", "pool_size", nullptr},
                                      {"batch_normalization", "BatchNormalization", "", nullptr},
                                      {"conv1d", "Conv1D", "filters", nullptr},
                                      {"conv2d", "Conv2D", "filters", nullptr},
                                      {"dense", "Dense", "units", nullptr},
                                      {"dropout", "Dropout", "rate", nullptr},
                                      {"elu", "ELU", "alpha", nullptr},
                                      {"flatten", "Flatten", "", nullptr},
                                      {"global_average_pooling1d", "GlobalAveragePooling1D", "", nullptr},
                                      {"global_average_pooling2d", "GlobalAveragePooling2D", "", nullptr},
                                      {"global_max_pooling1d", "GlobalMaxPooling1D", "", nullptr},
                                      {"global_max_pooling2d", "GlobalMaxPooling2D", "", nullptr},
                                      {"leaky_relu", "LeakyReLU", "negative_slope", "leaky_re_lu"},
                                      {"max_pooling1d", "MaxPooling1D", "pool_size", nullptr},
                                      {"max_pooling2d", "MaxPooling2D", "pool_size", nullptr},
                                      {"normalization", "Normalization", "", nullptr},
                                      {"relu", "ReLU", "max_value", "re_lu"},
                                      {"rescaling", "Rescaling", "scale", nullptr},
                                      {"reshape", "Reshape", "target_shape", nullptr},
                                      {"softmax", "Softmax", "", nullptr},
                                      {"zero_padding2d", "ZeroPadding2D", "padding", nullptr}}};

const Word* find_word(const std::string& text) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word& w) { return text == w.word; });
  return found == words.end() ? nullptr : &*found;
}

[[noreturn]] void refuse_word(const std::string& word, const std::string& place) {
  throw UnsupportedError(place + ": " + quote(word) + " is not a layer that is supported; " +
                         suggest(word, short_layer_words()));
}

/// The layer that an entry is; "activation" is an option where another key is a layer.
const Word& word_of(const Json& entry, const std::string& place) {
  const Word* found = nullptr;
  for (const auto& [key, value] : entry.items()) {
    const Word* word = find_word(key);
    if (!word) continue;  // keys are sorted: "activation" comes before every other layer
    if (found && found->word != std::string("activation"))
      throw DataError(place + " names two layers, " + quote(found->word) + " and " + quote(key) +
                      "; each is an entry of its own");
    found = word;
  }
  if (entry.empty()) throw DataError(place + R"( is empty; write a layer, as in {"dense": 64})");
  if (found && found->word != std::string("activation")) return *found;
  for (const auto& [key, value] : entry.items())
    if (!found || (key != "activation" && key != "name")) refuse_word(key, place);
  return *found;
}

/// The options of an entry under their names, wherever they stand.
Json options_of(const Json& entry, const Word& word, const std::string& place) {
  const Json& value = entry.at(word.word);
  Json options = entry;
  options.erase(word.word);
  if (value.is_object()) {
    if (!options.empty())
      throw DataError(place + "." + options.begin().key() + ": put it into the braces of " +
                      quote(word.word) + ", where its other options are");
    return value;
  }
  if (value.is_null()) return options;
  const std::string name = word.main_option;
  if (name.empty())
    throw DataError(place + "." + word.word + " is " + keras::brief(value) + "; write " + quote(word.word) +
                    " alone, or its options in braces");
  if (options.contains(name))
    throw DataError(place + " gives '" + name + "' twice, by name and as the value of " + quote(word.word));
  options[name] = value;
  return options;
}

/// {"he_normal": {…}} and {"l2": 0.001} in Keras' words.
Json spelt_out(const Json& value) {
  if (!value.is_object() || value.size() != 1 || value.contains("class_name")) return value;
  const std::string name = value.begin().key();
  const Json& given = value.begin().value();
  const Json config = given.is_object() ? given : Json{{name == "constant" ? "value" : name, given}};
  return {{"class_name", name}, {"config", config}};
}

void check_activation(const Json& value, const std::string& place) {
  if (!value.is_string())
    throw DataError(place + " is " + keras::brief(value) +
                    ", not the name of a function; a function with options is a layer of its own");
}

void check_shape(const Json& value, const std::string& place) {
  const bool valid =
      value.is_array() && !value.empty() &&
      std::all_of(value.begin(), value.end(), [](const Json& extent) { return extent.is_number_integer(); });
  if (!valid) throw DataError(place + " is " + keras::brief(value) + ", not a list of integers");
}

void check_option(const Option& option, const Json& value, const std::string& class_name,
                  const std::string& place) {
  if (value.is_null()) return;
  if (option.kind == OptionKind::activation) check_activation(value, place);
  if (option.name == std::string("target_shape")) check_shape(value, place);
  keras::canonical_value(option, value, keras::spatial_axes(class_name), place);
}

void check_missing(const std::vector<Option>& known, const Json& options, const Word& word,
                   const std::string& place) {
  for (const Option& option : known)
    if (option.fallback.is_discarded() && (!options.contains(option.name) || options[option.name].is_null()))
      throw DataError(place + ": '" + word.word + "' needs '" + option.name + "'");
}

/// Checks the options of a layer and spells out those of training.
void check_options(Json& options, const Word& word, const std::string& place) {
  const std::vector<Option>& known = *keras::known_options(word.class_name);
  const std::vector<std::string> training = keras::training_options(word.class_name);
  std::vector<std::string> names;
  for (const Option& option : known) names.emplace_back(option.name);
  names.insert(names.end(), training.begin(), training.end());
  names.emplace_back("name");
  for (auto& [name, value] : options.items()) {
    const std::string where = place + "." + name;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
      throw DataError(place + ": '" + word.word + "' has no option " + quote(name) + "; " +
                      suggest(name, names));
    const auto index = static_cast<std::size_t>(found - names.begin());
    if (index < known.size()) check_option(known[index], value, word.class_name, where);
    if (name.ends_with("_initializer") || name == "kernel_regularizer") value = spelt_out(value);
    if (name.ends_with("_initializer") && !value.is_null()) keras::canonical_initializer(value, where);
  }
  check_missing(known, options, word, place);
}

std::string take_name(Json& options, const std::string& place) {
  const Json* name = keras::member(options, "name");
  if (!name) return {};
  if (!name->is_string() || name->get_ref<const std::string&>().empty())
    throw DataError(place + ".name is " + keras::brief(*name) + ", not a text");
  const std::string text = *name;
  options.erase("name");
  return text;
}

}  // namespace

ShortLayer read_short_layer(const Json& entry, const std::string& place) {
  if (!entry.is_string() && !entry.is_object())
    throw DataError(place + " is " + keras::brief(entry) + R"(, not a layer, as "flatten" or {"dense": 64})");
  if (entry.is_string() && !find_word(entry)) refuse_word(entry, place);
  const Json object = entry.is_string() ? Json{{entry.get<std::string>(), nullptr}} : entry;
  const Word& word = word_of(object, place);
  ShortLayer layer{
      word.class_name, word.keras_word ? word.keras_word : word.word, {}, options_of(object, word, place)};
  check_options(layer.options, word, place);
  layer.name = take_name(layer.options, place);
  return layer;
}

std::vector<std::string> short_layer_words() {
  std::vector<std::string> names;
  for (const Word& word : words) names.emplace_back(word.word);
  return names;
}

}  // namespace he::io
