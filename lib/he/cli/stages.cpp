#include "he/cli/stages.h"

#include <ctime>

namespace he::cli {
namespace {

double read_clock(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

Seconds now() { return {read_clock(CLOCK_MONOTONIC), read_clock(CLOCK_PROCESS_CPUTIME_ID)}; }

}  // namespace

Stages::Span::Span(Stages& stages, std::size_t stage) : stages_(stages), stage_(stage), start_(now()) {}

Stages::Span::~Span() {
  const Seconds end = now();
  Seconds& sum = stages_.stages_[stage_].second;
  sum.wall += end.wall - start_.wall;
  sum.cpu += end.cpu - start_.cpu;
}

Stages::Span Stages::measure(const std::string& name) {
  std::size_t i = 0;
  while (i < stages_.size() && stages_[i].first != name) ++i;
  if (i == stages_.size()) stages_.emplace_back(name, Seconds{});
  return {*this, i};
}

Seconds Stages::of(const std::string& name) const {
  for (const auto& [stage, seconds] : stages_)
    if (stage == name) return seconds;
  return {};
}

nlohmann::ordered_json Stages::json() const {
  auto object = nlohmann::ordered_json::object();
  for (const auto& [stage, seconds] : stages_)
    object[stage] = {{"wall_seconds", seconds.wall}, {"cpu_seconds", seconds.cpu}};
  return object;
}

}  // namespace he::cli
