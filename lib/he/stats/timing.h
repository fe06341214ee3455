#pragma once

#include <optional>
#include <string>

namespace he::stats {

/// What a file's provenance says of the time that its evaluation took.
struct Timing {
  double seconds = 0;  ///< wall time of the stage "evaluate"
  std::size_t records = 0;
  int threads = 0;         ///< 0: unknown
  bool encrypted = false;  ///< the provenance names a key
  double microseconds_per_record() const;
};

/// Reads provenance (JSON text). Nothing where there is none, it is no JSON, or it knows no stage "evaluate".
std::optional<Timing> timing(const std::string& provenance);

}  // namespace he::stats
