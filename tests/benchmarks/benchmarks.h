#pragma once

#include <string>
#include <vector>

namespace he::benchmarks {

/// Names of all benchmarks, "row/column", in the order of the tables; the first column of a row is what the
/// others are compared with.
inline std::vector<std::string>& names() {
  static std::vector<std::string> all;
  return all;
}

void register_inference();
void register_training();
void register_encryption();
void register_ring();
void register_ckks();

}  // namespace he::benchmarks
