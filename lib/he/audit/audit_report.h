#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "he/audit/audit.h"

namespace he::audit {

/// What an audit found, for people: a table of the attacks, the grounds of the choice, and a verdict in
/// words.
std::string to_text(const Audit& audit, const std::string& file);

/// The same for programs.
nlohmann::ordered_json to_json(const Audit& audit, const std::string& file);

}  // namespace he::audit
