#include "he/io/files/plan_file.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "he/error.h"
#include "he/io/bytes/atomic_file.h"
#include "he/io/bytes/byte_input.h"
#include "he/text.h"

namespace he::io {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kKind = "he-tools plan";
constexpr int kVersion = 1;
constexpr std::size_t kMostFeatures = 1u << 30;
constexpr std::size_t kMaxBytes = 1u << 20;
constexpr int kMaxDepth = 8;
constexpr LastFunction kFunctions[] = {LastFunction::none, LastFunction::softmax, LastFunction::sigmoid};

LastFunction last_function_of(const std::string& name) {
  for (const LastFunction function : kFunctions)
    if (to_string(function) == name) return function;
  throw UnsupportedError("the last function '" + name + "' is not known");
}

void require(bool holds, const char* what) {
  if (!holds) throw DataError(what);
}

void check(const PublicPlan& plan) {
  require(plan.low < plan.high && std::isfinite(plan.low) && std::isfinite(plan.high),
          "the range of its input is none");
  require(plan.largest_result > 0 && std::isfinite(plan.largest_result),
          "its largest result is no number above 0");
  require(plan.expected_error > 0 && plan.expected_error <= 1 && plan.certain_error >= 0 &&
              std::isfinite(plan.certain_error),
          "its errors are no numbers in their range");
  require(plan.model_fingerprint.size() == 32 &&
              plan.model_fingerprint.find_first_not_of("0123456789abcdef") == std::string::npos,
          "its fingerprint of the model is not 32 hexadecimal digits");
  for (const Shape* shape : {&plan.input_shape, &plan.output_shape})
    for (const std::size_t extent : *shape)
      require(extent >= 1 && extent <= kMostFeatures, "a shape of it is none");
  for (const auto* names : {&plan.feature_names, &plan.target_names, &plan.class_names})
    for (const std::string& name : *names)
      require(name == printable(name), "a name in it holds control characters");
  const auto fits = [](const std::vector<std::string>& names, const Shape& shape) {
    return names.empty() || names.size() == element_count(shape);
  };
  require(fits(plan.feature_names, plan.input_shape) && fits(plan.target_names, plan.output_shape),
          "it has not as many names as features or results");
}

PublicPlan plan_of(const Json& json) {
  if (json.at("format") != kKind) throw DataError("is no plan");
  if (json.at("version").get<int>() != kVersion)
    throw UnsupportedError(fmt::format("is a plan of version {}, and this program reads version {}",
                                       json.at("version").get<int>(), kVersion));
  PublicPlan plan;
  json.at("scheme").get_to(plan.scheme);
  json.at("parameters").get_to(plan.parameters);
  const Json &input = json.at("input"), &output = json.at("output"), &error = json.at("error");
  input.at("shape").get_to(plan.input_shape);
  input.at("features").get_to(plan.feature_names);
  input.at("low").get_to(plan.low);
  input.at("high").get_to(plan.high);
  output.at("shape").get_to(plan.output_shape);
  output.at("names").get_to(plan.target_names);
  output.at("classes").get_to(plan.class_names);
  output.at("largest").get_to(plan.largest_result);
  output.at("measured").get_to(plan.measured);
  plan.last_function = last_function_of(output.at("last_function").get<std::string>());
  error.at("expected").get_to(plan.expected_error);
  error.at("certain").get_to(plan.certain_error);
  json.at("model_fingerprint").get_to(plan.model_fingerprint);
  check(plan);
  return plan;
}

}  // namespace

std::string to_string(LastFunction function) {
  switch (function) {
    case LastFunction::softmax:
      return "softmax";
    case LastFunction::sigmoid:
      return "sigmoid";
    case LastFunction::none:
      break;
  }
  return "none";
}

std::string to_json(const PublicPlan& plan) {
  const Json json = {{"format", kKind},
                     {"version", kVersion},
                     {"scheme", plan.scheme},
                     {"parameters", plan.parameters},
                     {"input",
                      {{"shape", plan.input_shape},
                       {"features", plan.feature_names},
                       {"low", plan.low},
                       {"high", plan.high}}},
                     {"output",
                      {{"shape", plan.output_shape},
                       {"names", plan.target_names},
                       {"classes", plan.class_names},
                       {"last_function", to_string(plan.last_function)},
                       {"largest", plan.largest_result},
                       {"measured", plan.measured}}},
                     {"error", {{"expected", plan.expected_error}, {"certain", plan.certain_error}}},
                     {"model_fingerprint", plan.model_fingerprint}};
  return json.dump(2) + "\n";
}

PublicPlan plan_of_json(const std::string& text, const std::string& where) {
  return with_context(where, [&] {
    try {
      const auto shallow = [](int depth, Json::parse_event_t, Json&) {
        if (depth > kMaxDepth) throw DataError("is no plan, as he-plan writes it");
        return true;
      };
      return plan_of(Json::parse(text, shallow));
    } catch (const nlohmann::json::exception&) {
      throw DataError("is no plan, as he-plan writes it");
    }
  });
}

std::string id_of(const PublicPlan& plan) {
  const std::string text = to_json(plan);
  std::array<unsigned char, 16> digest{};
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), nullptr, 0);
  std::string id;
  for (std::size_t i = 0; i < 8; ++i) id += fmt::format("{:02x}", digest[i]);
  return id;
}

PublicPlan read_plan(const std::string& path) {
  const auto input = open_bytes(path);
  std::string text(kMaxBytes, '\0');
  text.resize(input->read(text.data(), text.size()));
  return plan_of_json(text, input->name());
}

void write_plan(const std::string& path, const PublicPlan& plan) {
  AtomicFile file(path);
  file.write(to_json(plan));
  file.commit();
}

}  // namespace he::io
