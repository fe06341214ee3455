#pragma once

#include <string>
#include <vector>

#include "he/io/keras/json.h"

namespace he::io::keras {

/// What values an option takes, and so how the spellings of different versions become one.
enum class OptionKind {
  count,            ///< a positive integer
  extents,          ///< one positive integer per spatial axis; one alone stands for all
  padding,          ///< "valid" or "same"
  margins,          ///< of ZeroPadding: 1-D [left, right], 2-D [[top, bottom], [left, right]]
  data_format,      ///< "channels_last" or "channels_first"
  activation,       ///< the name of a function, or a whole activation layer
  flag,             ///< true or false
  number,           ///< a double
  optional_number,  ///< a double or null
  axis,             ///< an integer, also where it stands in a list
  any               ///< taken as it is
};

/// One option of a layer that decides what inference computes.
struct Option {
  const char* name;
  OptionKind kind;
  Json fallback;  ///< where the file has none or null; a discarded value: the option is required
};

/// The options of a class in Keras 2 and 3, in Keras' order; nullptr for classes that are not known here.
const std::vector<Option>* known_options(const std::string& class_name);

/// Spatial axes of a layer: 1 for Conv1D, 2 for MaxPooling2D, 0 for Dense.
std::size_t spatial_axes(const std::string& class_name);

/// The value in its one spelling; `where` begins messages. Activations are left to the caller.
/// Throws DataError where it is of the wrong type, UnsupportedError where it is a value that cannot be run.
Json canonical_value(const Option& option, const Json& value, std::size_t axes, const std::string& where);

/// Throws "WHERE: option 'NAME' = VALUE is not supported".
[[noreturn]] void refuse_option(const std::string& where, const std::string& name, const Json& value);

}  // namespace he::io::keras
