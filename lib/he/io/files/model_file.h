#pragma once

#include <string>

#include "he/io/bytes/atomic_file.h"
#include "he/io/models/model.h"

namespace he::io {

namespace h5 {
class File;
}

/// Reads a model in Keras' legacy HDF5 layout as saved by Keras 1.x, 2.x and 3.x, or written by this project:
/// Sequential, or functional where the layers are a chain. Nothing in the file is ever evaluated as code.
/// Throws DataError or UnsupportedError with one line that names the file and the layer.
ModelDescription read_model(const std::string& path);
/// The same from a file that open_untrusted() opened.
ModelDescription read_model(const h5::File& file);

/// Writes a model in the layout of Keras 2 (`model.save("m.h5")`), atomically; Keras opens it. Existing files
/// are replaced. Weights are float32 as Keras' own where every value of the model is one exactly, else
/// float64, so that nothing is lost here; Keras rounds them when it loads the file. A model that read_model
/// would refuse is refused: DataError, UnsupportedError.
void write_model(const std::string& path, const ModelDescription& model, Privacy privacy = Privacy::shared);

}  // namespace he::io
