#include "he/io/keras/options.h"

#include <map>

#include "he/error.h"
#include "he/text.h"

namespace he::io::keras {
namespace {

using Kind = OptionKind;
using Options = std::vector<Option>;

constexpr std::size_t largest_count = std::size_t{1} << 31;

const Json& required() {
  static const Json value = Json(Json::value_t::discarded);
  return value;
}

std::map<std::string, Options> make_table() {
  const Option activation{"activation", Kind::activation, "linear"};
  const Option use_bias{"use_bias", Kind::flag, true};
  const Option padding{"padding", Kind::padding, "valid"};
  const Option data_format{"data_format", Kind::data_format, "channels_last"};
  const Option rate{"rate", Kind::number, required()};
  const Option axis{"axis", Kind::axis, -1};
  const Options convolution{{"filters", Kind::count, required()},
                            {"kernel_size", Kind::extents, required()},
                            {"strides", Kind::extents, 1},
                            padding,
                            data_format,
                            activation,
                            use_bias};
  const Options pooling{
      {"pool_size", Kind::extents, 2}, {"strides", Kind::extents, nullptr}, padding, data_format};
  const Options global_pooling{data_format, {"keepdims", Kind::flag, false}};
  const Options zero_padding{{"padding", Kind::margins, 1}, data_format};
  return {
      {"Dense", {{"units", Kind::count, required()}, activation, use_bias}},
      {"Conv1D", convolution},
      {"Conv2D", convolution},
      {"MaxPooling1D", pooling},
      {"MaxPooling2D", pooling},
      {"AveragePooling1D", pooling},
      {"AveragePooling2D", pooling},
      {"GlobalMaxPooling1D", global_pooling},
      {"GlobalMaxPooling2D", global_pooling},
      {"GlobalAveragePooling1D", global_pooling},
      {"GlobalAveragePooling2D", global_pooling},
      {"ZeroPadding1D", zero_padding},
      {"ZeroPadding2D", zero_padding},
      {"Flatten", {data_format}},
      {"Reshape", {{"target_shape", Kind::any, required()}}},
      {"Activation", {{"activation", Kind::activation, required()}}},
      {"ReLU",
       {{"max_value", Kind::optional_number, nullptr},
        {"negative_slope", Kind::number, 0.0},
        {"threshold", Kind::number, 0.0}}},
      {"LeakyReLU", {{"negative_slope", Kind::number, 0.3}}},
      {"ELU", {{"alpha", Kind::number, 1.0}}},
      {"ThresholdedReLU", {{"theta", Kind::number, 1.0}}},
      {"Softmax", {axis}},
      {"Dropout", {rate}},
      {"SpatialDropout1D", {rate}},
      {"SpatialDropout2D", {rate, data_format}},
      {"AlphaDropout", {rate}},
      {"GaussianDropout", {rate}},
      {"GaussianNoise", {{"stddev", Kind::number, required()}}},
      {"BatchNormalization",
       {axis,
        {"momentum", Kind::number, 0.99},
        {"epsilon", Kind::number, 0.001},
        {"center", Kind::flag, true},
        {"scale", Kind::flag, true}}},
      {"Normalization", {axis, {"mean", Kind::any, nullptr}, {"variance", Kind::any, nullptr}}},
      {"Rescaling", {{"scale", Kind::number, required()}, {"offset", Kind::number, 0.0}}},
  };
}

[[noreturn]] void mistyped(const std::string& where, const std::string& name, const Json& value,
                           const std::string& expected) {
  throw DataError(where + ": option " + quote(name) + " is " + brief(value) + ", not " + expected);
}

bool is_count(const Json& value, long long least) {
  return value.is_number_integer() && value >= least && value <= largest_count;
}

Json extents(const Option& option, const Json& value, std::size_t axes, const std::string& where) {
  Json list = value.is_array() ? value : Json(std::vector<Json>(axes, value));
  bool valid = list.size() == axes;
  for (const Json& extent : list) valid = valid && is_count(extent, 1);
  if (!valid)
    mistyped(where, option.name, value,
             std::to_string(axes) + (axes == 1 ? " positive integer" : " positive integers"));
  return list;
}

/// Margins as [before, after] for each axis, from one number, a number for each axis, or pairs.
Json margins(const Option& option, const Json& value, std::size_t axes, const std::string& where) {
  Json list = value;
  if (!value.is_array() || axes == 1) list = Json(std::vector<Json>(axes, value));
  bool valid = list.size() == axes;
  for (Json& pair : list) {
    if (!pair.is_array()) pair = Json(std::vector<Json>(2, pair));
    valid = valid && pair.size() == 2 && is_count(pair[0], 0) && is_count(pair[1], 0);
  }
  if (!valid) mistyped(where, option.name, value, "a margin for each side");
  return axes == 1 ? list[0] : list;
}

Json one_of(const Option& option, const Json& value, std::initializer_list<const char*> accepted,
            const std::string& where) {
  for (const char* word : accepted)
    if (value == word) return value;
  refuse_option(where, option.name, value);
}

/// A double, also where a numpy array was written as {"type": "ndarray", "value": x}.
Json number(const Option& option, const Json& value, const std::string& where) {
  const Json* inner = member(value, "value");
  const Json& found = inner ? *inner : value;
  if (!found.is_number()) mistyped(where, option.name, value, "a number");
  return found.get<double>();
}

Json axis(const Option& option, const Json& value, const std::string& where) {
  const Json& found = value.is_array() && value.size() == 1 ? value[0] : value;
  if (!found.is_number_integer()) refuse_option(where, option.name, value);
  return found;
}

}  // namespace

const std::vector<Option>* known_options(const std::string& class_name) {
  static const std::map<std::string, Options> table = make_table();
  auto found = table.find(class_name);
  return found == table.end() ? nullptr : &found->second;
}

std::size_t spatial_axes(const std::string& class_name) {
  if (class_name.ends_with("1D")) return 1;
  return class_name.ends_with("2D") ? 2 : 0;
}

Json canonical_value(const Option& option, const Json& value, std::size_t axes, const std::string& where) {
  switch (option.kind) {
    case Kind::count:
      if (!is_count(value, 1)) mistyped(where, option.name, value, "a positive integer");
      return value;
    case Kind::extents:
      return extents(option, value, axes, where);
    case Kind::padding:
      return one_of(option, value, {"valid", "same"}, where);
    case Kind::margins:
      return margins(option, value, axes, where);
    case Kind::data_format:
      return one_of(option, value, {"channels_last", "channels_first"}, where);
    case Kind::flag:
      if (!value.is_boolean()) mistyped(where, option.name, value, "true or false");
      return value;
    case Kind::number:
      return number(option, value, where);
    case Kind::optional_number:
      return value.is_null() ? value : number(option, value, where);
    case Kind::axis:
      return axis(option, value, where);
    case Kind::activation:
    case Kind::any:
      return value;
  }
  return value;
}

void refuse_option(const std::string& where, const std::string& name, const Json& value) {
  throw UnsupportedError(where + ": option " + quote(name) + " = " + brief(value) + " is not supported");
}

}  // namespace he::io::keras
