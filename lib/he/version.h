#pragma once

namespace he {

/// The version of this project, e.g. "0.1.0".
const char* version();

}  // namespace he
