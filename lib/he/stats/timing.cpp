#include "he/stats/timing.h"

#include <nlohmann/json.hpp>

namespace he::stats {

double Timing::microseconds_per_record() const {
  return records == 0 ? 0 : 1e6 * seconds / static_cast<double>(records);
}

std::optional<Timing> timing(const std::string& provenance) {
  try {
    const auto json = nlohmann::json::parse(provenance);
    Timing result;
    result.seconds = json.at("stages").at("evaluate").at("wall_seconds").get<double>();
    result.records = json.at("records").get<std::size_t>();
    result.threads = json.value("threads", 0);
    result.encrypted = json.contains("key_id");
    return result;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace he::stats
