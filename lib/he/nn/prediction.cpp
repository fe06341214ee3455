#include "he/nn/prediction.h"

#include <algorithm>

#include "he/error.h"

namespace he::nn {
namespace {

Shape without_ones(Shape shape) {
  std::erase(shape, std::size_t{1});
  return shape;
}

bool interchangeable(const Shape& a, const Shape& b) {
  if (element_count(a) != element_count(b)) return false;
  return a.size() <= 1 || b.size() <= 1 || without_ones(a) == without_ones(b);
}

void require_names(const std::vector<std::string>& wanted, const std::vector<std::string>& given,
                   const std::string& data_name) {
  const std::string hint = "; choose the columns with --features in he-encrypt, or say --features-as-given";
  if (wanted.size() != given.size())
    throw DataError(data_name + ": has " + std::to_string(given.size()) + " named features, the model " +
                    std::to_string(wanted.size()) + hint);
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i] != given[i])
      throw DataError(data_name + ": feature " + std::to_string(i + 1) + " is '" + given[i] +
                      "' where the model wants '" + wanted[i] + "'" + hint);
}

}  // namespace

void require_fit(const Network& network, const io::ModelDescription& model, const io::DatasetInfo& data,
                 const std::string& data_name, bool names_as_given) {
  if (!interchangeable(network.input_shape(), data.x.shape))
    throw DataError(data_name + ": its records have the shape " + to_string(data.x.shape) +
                    ", the model wants " + to_string(network.input_shape()));
  if (!names_as_given && !model.feature_names.empty() && !data.feature_names.empty())
    require_names(model.feature_names, data.feature_names, data_name);
}

const SchemeInfo& common_scheme(const io::ModelDescription& model, const std::string& model_name,
                                const io::DatasetInfo& data, const std::string& data_name) {
  if (model.scheme.plain()) return data.scheme;
  if (data.scheme.plain()) return model.scheme;
  if (model.scheme.key_id != data.scheme.key_id)
    throw KeyError(data_name + " is encrypted under the key " + data.scheme.key_id + ", the weights of " +
                   model_name + " under " + model.scheme.key_id + "; both work together under one key only");
  return data.scheme;
}

io::DatasetInfo predictions_info(const Network& network, const io::ModelDescription& model,
                                 const io::DatasetInfo& data, const Evaluator& evaluator, const Plan& plan) {
  io::DatasetInfo info = data;
  info.scheme = evaluator.scheme();
  info.scheme.seeded = info.scheme.seeded || data.scheme.seeded || model.scheme.seeded;
  info.x.layout = plan.output_layout();
  if (!info.scheme.plain()) info.expected_error = plan.expected_error();
  info.kind = io::DatasetKind::predictions;
  info.x.shape = network.output_shape();
  info.y.reset();
  info.feature_names.clear();
  const std::size_t outputs = element_count(info.x.shape);
  info.target_names = model.target_names.size() == outputs  ? model.target_names
                      : data.target_names.size() == outputs ? data.target_names
                                                            : std::vector<std::string>{};
  info.class_names = model.class_names.empty() ? data.class_names : model.class_names;
  if (outputs > 1 && info.class_names.size() != outputs) info.class_names.clear();
  info.model_fingerprint = model.fingerprint;
  info.provenance.clear();
  return info;
}

}  // namespace he::nn
