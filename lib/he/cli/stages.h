#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace he::cli {

struct Seconds {
  double wall = 0;
  double cpu = 0;  ///< of all threads of the process
};

/// Wall and CPU time of the named stages of a run ("read", "evaluate", "write"), in the order in which they
/// first appear. Use from one thread; stages must not overlap, or their CPU time counts twice.
class Stages {
 public:
  /// Adds the time of its life to a stage.
  class Span {
   public:
    ~Span();
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

   private:
    friend class Stages;
    Span(Stages& stages, std::size_t stage);
    Stages& stages_;
    std::size_t stage_;
    Seconds start_;
  };

  /// `auto span = stages.measure("read");` Repeated spans of one name add up.
  [[nodiscard]] Span measure(const std::string& name);
  /// Time measured so far; zero for a stage that never ran.
  Seconds of(const std::string& name) const;
  /// {"read": {"wall_seconds": …, "cpu_seconds": …}, …}
  nlohmann::ordered_json json() const;

 private:
  std::vector<std::pair<std::string, Seconds>> stages_;
};

}  // namespace he::cli
