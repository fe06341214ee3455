#pragma once

namespace he::benchmarks {

void register_inference();
void register_encryption();

}  // namespace he::benchmarks
