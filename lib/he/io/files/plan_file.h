#pragma once

#include <string>
#include <vector>

#include "he/tensor/plan.h"
#include "he/tensor/scheme_options.h"

namespace he::io {

/// What a key holder may know of a model that a computing centre runs: enough to make a key and to read
/// results, and nothing of its layers, weights or hidden numbers.
struct PublicPlan {
  std::string scheme;
  SchemeOptions parameters;  ///< of the key, as the scheme declares them
  Shape input_shape, output_shape;
  std::vector<std::string> feature_names, target_names, class_names;  ///< empty where unknown
  double low = 0, high = 0;                                           ///< range of the features
  LastFunction last_function = LastFunction::none;                    ///< the key holder's
  double largest_result = 0;  ///< magnitude of what is possible, before the last function
  bool measured = false;      ///< whether largest_result was measured with a margin, or is certain
  double expected_error = 0;  ///< as Plan::expected_error()
  double certain_error = 0;   ///< largest possible error of results, before the last function
  std::string model_fingerprint;

  bool operator==(const PublicPlan&) const = default;
};

/// A plan as JSON text, and back. `where` names the text in messages. Throws DataError where it is no plan,
/// UnsupportedError where it is one of a later version.
std::string to_json(const PublicPlan& plan);
PublicPlan plan_of_json(const std::string& text, const std::string& where);

/// 16 hexadecimal digits that tell plans apart: BLAKE2b-64 of the JSON text.
std::string id_of(const PublicPlan& plan);

PublicPlan read_plan(const std::string& path);
void write_plan(const std::string& path, const PublicPlan& plan);

/// "none", "softmax", "sigmoid".
std::string to_string(LastFunction function);

}  // namespace he::io
