#include "he/io/keras/graph.h"

#include <optional>
#include <set>

#include "he/error.h"
#include "he/io/keras/nodes.h"
#include "he/text.h"

namespace he::io::keras {
namespace {

constexpr std::size_t largest_extent = std::size_t{1} << 31;

/// Extents of a record from a shape that `skip` batch extents precede.
Shape record_shape(const Json& extents, std::size_t skip, const std::string& file) {
  Shape shape;
  for (std::size_t i = skip; i < extents.size(); ++i) {
    if (extents[i].is_null())
      throw UnsupportedError(file + ": the model's input " + brief(extents) +
                             " has extents that are not fixed (null); " +
                             "save the model with a fixed input shape");
    if (!extents[i].is_number_integer() || extents[i] <= 0 || extents[i] > largest_extent)
      throw DataError(file + ": the model's input shape " + brief(extents) + " is not a list of extents");
    shape.push_back(extents[i].get<std::size_t>());
  }
  if (shape.empty())
    throw DataError(file + ": the model's input shape " + brief(extents) + " has no extents");
  return shape;
}

/// The input shape that a layer's configuration states in one of the words of Keras 1, 2 or 3.
std::optional<Shape> stated_shape(const Json& config, const std::string& file) {
  auto has = [&config](const char* key) {
    const Json* value = member(config, key);
    return value && !value->is_null();
  };
  for (const char* key : {"batch_input_shape", "batch_shape", "build_input_shape"})
    if (has(key)) return record_shape(list_member(config, key, file), 1, file);
  if (has("input_shape")) return record_shape(list_member(config, "input_shape", file), 0, file);
  if (!has("input_dim")) return {};
  Json extents = Json::array({*member(config, "input_dim")});
  if (has("input_length")) extents.insert(extents.begin(), *member(config, "input_length"));
  return record_shape(extents, 0, file);
}

/// Flattens models into the chain.
class Flattener {
 public:
  explicit Flattener(const std::string& file) : file_(file) {}

  void add_model(const Json& model, const std::string& group) {
    const Json* config = member(model, "config");
    if (!config) throw DataError(file_ + ": the model's configuration has no 'config'");
    if (is_functional(*config)) {
      for (const Json* layer : ordered_nodes(*config, file_)) add_layer(*layer, group);
      return;
    }
    const Json& layers = config->is_array() ? *config : list_member(*config, "layers", file_);
    for (const Json& layer : layers) add_layer(layer, group);
    if (!shape_) shape_ = stated_shape(*config, file_);
  }

  RawChain finish(const Json& model) {
    if (chain_.layers.empty()) throw DataError(file_ + ": the model has no layers");
    const Json* name = member(*member(model, "config"), "name");
    chain_.name = name && name->is_string() ? name->get<std::string>() : "sequential";
    chain_.input_shape = shape_.value_or(Shape{});
    return std::move(chain_);
  }

 private:
  void add_layer(const Json& entry, const std::string& group) {
    const std::string class_name = text_member(entry, "class_name", file_);
    const Json* config = member(entry, "config");
    if (!config) throw DataError(file_ + ": a layer of class " + quote(class_name) + " has no configuration");
    if (!shape_ && chain_.layers.empty()) shape_ = stated_shape(*config, file_);
    if (class_name == "InputLayer") return;
    const std::string name = layer_name(entry, file_);
    if (is_model(class_name, *config)) return add_model(entry, group.empty() ? name : group);
    const bool nested = !group.empty();
    chain_.layers.push_back(
        {class_name, unique(name, group), nested ? group : name, nested ? name : "", *config});
  }

  static bool is_model(const std::string& class_name, const Json& config) {
    return class_name == "Sequential" || is_functional(config);
  }

  std::string unique(const std::string& name, const std::string& group) {
    if (names_.insert(name).second) return name;
    const std::string longer = group + "_" + name;
    if (group.empty() || !names_.insert(longer).second)
      throw DataError(file_ + ": the model has two layers called " + quote(name));
    return longer;
  }

  const std::string& file_;
  RawChain chain_;
  std::optional<Shape> shape_;
  std::set<std::string> names_;
};

}  // namespace

RawChain read_chain(const Json& model_config, const std::string& file) {
  Flattener flattener(file);
  flattener.add_model(model_config, "");
  return flattener.finish(model_config);
}

}  // namespace he::io::keras
