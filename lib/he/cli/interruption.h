#pragma once

#include <csignal>

namespace he::cli {

/// While it lives, the first SIGINT or SIGTERM does not end the process but asks it to come to an end that
/// loses nothing; a second one ends it. One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  bool requested() const;

 private:
  struct sigaction before_[2] = {};
};

}  // namespace he::cli
