#include "he/io/keras/weights.h"

#include <algorithm>

#include "he/error.h"
#include "he/io/keras/kernels.h"
#include "he/io/keras/layer.h"
#include "he/io/keras/options.h"
#include "he/io/keras/roles.h"
#include "he/text.h"

namespace he::io::keras {
namespace {

/// True for an attribute without elements, which Keras writes as numbers where it means no texts.
bool is_empty(const h5::Object& object, const std::string& attribute) {
  const std::string where = object.where() + ": attribute '" + attribute + "'";
  const h5::Handle handle(
      h5::check(H5Aopen(object.id(), attribute.c_str(), H5P_DEFAULT), where, "cannot be read"));
  const h5::Handle space(h5::check(H5Aget_space(handle), where, "cannot be read"));
  return h5::check(H5Sget_simple_extent_npoints(space), where, "cannot be read") == 0;
}

/// The texts of an attribute, which Keras splits into NAME0, NAME1, … where they exceed 64 KB.
std::vector<std::string> attribute_texts(const h5::Object& object, const std::string& name) {
  if (object.has_attribute(name)) {
    if (is_empty(object, name)) return {};
    return object.attribute_strings(name);
  }
  std::vector<std::string> all;
  for (std::size_t i = 0; object.has_attribute(name + std::to_string(i)); ++i) {
    const std::vector<std::string> part = object.attribute_strings(name + std::to_string(i));
    all.insert(all.end(), part.begin(), part.end());
  }
  if (all.empty()) throw DataError(object.where() + ": attribute '" + name + "' is missing");
  return all;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + quote(name);
  return text.empty() ? "none" : text;
}

/// The logical shape and the layout of a payload from its attributes.
Shape read_payload_shape(const h5::Dataset& dataset, PayloadLayout& layout, bool first) {
  const std::string where = dataset.where();
  Shape logical;
  for (long long extent : dataset.attribute_integers("logical_shape")) {
    if (extent < 1) throw DataError(where + ": attribute 'logical_shape' is damaged");
    logical.push_back(static_cast<std::size_t>(extent));
  }
  const Shape stored = dataset.shape();
  if (stored.size() < logical.size() || !std::equal(logical.begin(), logical.end(), stored.begin()))
    throw DataError(where + ": its shape " + to_string(stored) + " does not begin with its logical shape " +
                    to_string(logical));
  PayloadLayout found;
  found.name = dataset.attribute_string("layout");
  found.element.assign(stored.begin() + static_cast<std::ptrdiff_t>(logical.size()), stored.end());
  const long long granularity = dataset.attribute_integer("record_granularity");
  if (granularity < 1) throw DataError(where + ": attribute 'record_granularity' is damaged");
  found.record_granularity = static_cast<std::size_t>(granularity);
  if (first) layout = found;
  if (!(found == layout)) throw DataError(where + ": its layout differs from that of the other weights");
  return logical;
}

/// Reads weights of one model.
class Reader {
 public:
  Reader(const h5::File& file, int dialect, bool theano, bool encrypted, PayloadLayout& layout)
      : file_(file.where()),
        weights_(file.group("model_weights")),
        dialect_(dialect),
        theano_(theano),
        encrypted_(encrypted),
        layout_(layout) {}

  void read(ConfiguredLayer& configured) {
    if (known_options(configured.layer.class_name)) return read_known(configured);
    for (const std::string& stored : stored_names(configured))
      configured.layer.weights.push_back(
          read_weight(weights_.group(configured.group), stored, last_step(stored)));
  }

 private:
  void read_known(ConfiguredLayer& configured) {
    LayerDescription& layer = configured.layer;
    const std::vector<std::string> roles = weight_roles(layer);
    if (roles.empty()) return;  // what may be stored, such as the state of a random generator, is no weight
    const std::string place = layer_place(file_, layer.name, layer.class_name);
    const std::vector<std::string> stored = stored_names(configured);
    const auto assigned = assign_roles(stored, roles);
    if (!assigned)
      throw DataError(place + ": its weights on file are " + joined(stored) +
                      ", but the configuration asks for " + joined(roles));
    const h5::Group group = weights_.group(configured.group);
    for (const std::string& role : roles) {
      if (role == "count") continue;
      const auto index = std::find(assigned->begin(), assigned->end(), role) - assigned->begin();
      const std::string& name = stored[static_cast<std::size_t>(index)];
      Weight weight = read_weight(group, name, role);
      if (role == "kernel" && !encrypted_) convert_kernel(weight, layer, dialect_, theano_);
      check_shape(weight, layer, place + ": weight " + quote(name));
      layer.weights.push_back(std::move(weight));
    }
  }

  std::vector<std::string> stored_names(const ConfiguredLayer& layer) const {
    if (!weights_.has_group(layer.group)) return {};
    std::vector<std::string> names = attribute_texts(weights_.group(layer.group), "weight_names");
    if (!layer.scope.empty())
      std::erase_if(names, [&layer](const std::string& name) { return scope_step(name) != layer.scope; });
    return names;
  }

  Weight read_weight(const h5::Group& group, const std::string& stored, const std::string& name) {
    if (!group.has_dataset(stored))
      throw DataError(group.where() + ": the weight " + quote(stored) + " is missing");
    const h5::Dataset dataset = group.dataset(stored);
    Array numbers = dataset.read_numbers();
    if (encrypted_) numbers.shape = read_payload_shape(dataset, layout_, first_);
    first_ = false;
    return {name, std::move(numbers.shape), std::move(numbers.values)};
  }

  std::string file_;
  h5::Group weights_;
  int dialect_;
  bool theano_;
  bool encrypted_;
  PayloadLayout& layout_;
  bool first_ = true;
};

}  // namespace

void read_weights(const h5::File& file, ConfiguredModel& model, const std::string& backend, bool encrypted,
                  PayloadLayout& layout) {
  if (!file.has_group("model_weights"))
    throw DataError(file.where() + ": the model has a configuration but no weights (group model_weights)");
  Reader reader(file, model.dialect, backend == "theano", encrypted, layout);
  for (ConfiguredLayer& layer : model.layers) reader.read(layer);
}

}  // namespace he::io::keras
