#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace he::io::test {

/// A file of the folder keras-models in HE_DATA_DIR: models saved by Keras.
inline std::string sample(const std::string& name) {
  const char* folder = std::getenv("HE_DATA_DIR");
  return (std::filesystem::path(folder ? folder : "../shared/data") / "keras-models" / name).string();
}

/// Says so where the samples are not there.
inline bool have_samples() {
  const bool there = std::filesystem::exists(sample("k2.14.0_mnist_cnn.h5"));
  if (!there) MESSAGE("skipped: no models saved by Keras (HE_DATA_DIR)");
  return there;
}

}  // namespace he::io::test
