#include "he/io/keras/nodes.h"

#include <algorithm>
#include <map>

#include "he/error.h"
#include "he/text.h"

namespace he::io::keras {
namespace {

const char* const only_chains = "; supported are models that are one chain of layers";

/// [name, node, tensor], possibly followed by the arguments of the call.
bool is_tensor(const Json& value) {
  return value.is_array() && value.size() >= 3 && value[0].is_string() && value[1].is_number();
}

/// Collects the names of the layers whose outputs a node, or a list of inputs or outputs, refers to: as
/// [name, node, tensor], in lists or objects of such, or as Keras 3's {"class_name": "__keras_tensor__", …}.
void collect(const Json& value, std::vector<std::string>& names, const std::string& where) {
  if (is_tensor(value)) {
    if (value[2] != 0)
      throw UnsupportedError(where + ": layer " + quote(value[0]) + " has several outputs" + only_chains);
    names.push_back(value[0]);
    if (value.size() > 3) collect(value[3], names, where);
  } else if (const Json* history = member(value, "keras_history")) {
    collect(*history, names, where);
  } else if (value.is_structured()) {
    for (const Json& element : value) collect(element, names, where);
  }
}

/// Arguments of a call that are neither tensors nor switched off would change what a layer does.
void check_arguments(const Json& arguments, const std::string& where) {
  if (!arguments.is_object()) return;
  for (const auto& [key, value] : arguments.items())
    if (!value.is_null() && value != false && !value.is_structured())
      throw UnsupportedError(where + ": the call argument " + quote(key) + " = " + brief(value) +
                             " is not supported");
}

/// The one layer that feeds this one; empty for an input.
std::string source(const Json& entry, const std::string& where) {
  const Json& nodes = list_member(entry, "inbound_nodes", where);
  if (nodes.empty()) return {};
  if (nodes.size() > 1)
    throw UnsupportedError(where + " is used " + std::to_string(nodes.size()) + " times (shared layer)" +
                           only_chains);
  if (const Json* arguments = member(nodes[0], "kwargs")) check_arguments(*arguments, where);
  for (const Json& tensor : nodes[0].is_array() ? nodes[0] : Json::array())
    check_arguments(is_tensor(tensor) && tensor.size() > 3 ? tensor[3] : tensor, where);
  std::vector<std::string> names;
  collect(nodes[0], names, where);
  if (names.size() != 1)
    throw UnsupportedError(where + " has " + std::to_string(names.size()) + " inputs" + only_chains);
  return names[0];
}

/// The only input or output of a model.
std::string only_end(const Json& config, const char* key, const std::string& what, const std::string& file) {
  std::vector<std::string> names;
  collect(config.at(key), names, file);
  if (names.size() == 1) return names[0];
  std::string listed;
  for (const std::string& name : names) listed += (listed.empty() ? "" : ", ") + quote(name);
  throw UnsupportedError(file + ": the model has " + std::to_string(names.size()) + " " + what +
                         (names.empty() ? "" : " (" + listed + ")") + only_chains);
}

}  // namespace

bool is_functional(const Json& config) {
  return member(config, "input_layers") && member(config, "output_layers") && member(config, "layers");
}

std::string layer_name(const Json& entry, const std::string& file) {
  const Json* config = member(entry, "config");
  const Json* name = member(entry, "name");
  if (!name && config) name = member(*config, "name");
  if (name && name->is_string() && !name->get_ref<const std::string&>().empty()) return *name;
  throw DataError(file + ": a layer of class " + quote(text_member(entry, "class_name", file)) +
                  " has no name");
}

std::vector<const Json*> ordered_nodes(const Json& config, const std::string& file) {
  const std::string output = only_end(config, "output_layers", "outputs", file);
  const std::string input = only_end(config, "input_layers", "inputs", file);
  std::map<std::string, const Json*> unused;
  for (const Json& entry : list_member(config, "layers", file)) {
    const std::string name = layer_name(entry, file);
    if (!unused.emplace(name, &entry).second)
      throw DataError(file + ": the model has two layers called " + quote(name));
  }
  std::vector<const Json*> chain;
  std::string name = output;
  while (!name.empty()) {
    auto found = unused.find(name);
    if (found == unused.end())
      throw DataError(file + ": the model's layers refer to a layer " + quote(name) +
                      " that is missing or used twice");
    chain.push_back(found->second);
    unused.erase(found);
    name = source(*chain.back(), file + ": layer " + quote(name));
  }
  if (layer_name(*chain.back(), file) != input)
    throw DataError(file + ": the model's input " + quote(input) + " does not lead to its output " +
                    quote(output));
  if (!unused.empty())
    throw UnsupportedError(file + ": layer " + quote(unused.begin()->first) + " branches off the model" +
                           only_chains);
  std::reverse(chain.begin(), chain.end());
  return chain;
}

}  // namespace he::io::keras
