#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "he/audit/lattice_audit.h"

namespace he::audit {

/// What an audit of a file of the scheme "ckks" found, for people: parameters, uniformity, attacks, and what
/// it rests on and does not cover.
std::string to_text(const LatticeAudit& audit, const std::string& file);

/// The same for programs, with every test.
nlohmann::ordered_json to_json(const LatticeAudit& audit, const std::string& file);

}  // namespace he::audit
