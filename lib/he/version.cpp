#include "he/version.h"

namespace he {

const char* version() { return HE_VERSION; }

}  // namespace he
