#include "he/cli/interruption.h"

namespace he::cli {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM};

volatile std::sig_atomic_t requests = 0;

/// The next signal of either kind ends the process, as without us.
void note_request(int) {
  requests = 1;
  for (int signal : kSignals) {
    struct sigaction now = {};
    sigaction(signal, nullptr, &now);
    if (now.sa_handler != SIG_IGN) std::signal(signal, SIG_DFL);
  }
}

}  // namespace

Interruption::Interruption() {
  requests = 0;
  struct sigaction ours = {};
  ours.sa_handler = note_request;
  ours.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  for (int i = 0; i < 2; ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &ours, nullptr);  // nohup stays as it is
  }
}

Interruption::~Interruption() {
  for (int i = 0; i < 2; ++i) sigaction(kSignals[i], &before_[i], nullptr);
}

bool Interruption::requested() const { return requests != 0; }

}  // namespace he::cli
