#include "he/io/bytes/temporary_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "he/error.h"

namespace he::io {
namespace {

namespace fs = std::filesystem;

/// Paths that a signal handler removes. A slot's text is allocated before it is entered and freed after it
/// was taken out.
std::array<std::atomic<char*>, 64> registry;
std::atomic<pid_t> registry_owner = 0;

void remove_all_and_die(int signal) {
  if (registry_owner == getpid()) {
    for (const auto& slot : registry)
      if (const char* path = slot.load()) unlink(path);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// Where nobody else has taken or ignored the signal.
void install_handlers() {
  registry_owner = getpid();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction current = {};
    if (sigaction(signal, nullptr, &current) != 0 || current.sa_handler != SIG_DFL) continue;
    struct sigaction ours = {};
    ours.sa_handler = remove_all_and_die;
    sigaction(signal, &ours, nullptr);
  }
}

void enter(const std::string& path) {
  install_handlers();
  char* text = strdup(path.c_str());
  for (auto& slot : registry) {
    char* expected = nullptr;
    if (slot.compare_exchange_strong(expected, text)) return;
  }
  free(text);  // more files than slots: only signals would leave this one behind, and the next run removes it
}

std::string host_name() {
  std::array<char, 256> name = {};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::string prefix(const fs::path& target) {
  return "." + target.filename().string() + ".he-tmp." + host_name() + ".";
}

fs::path parent_of(const fs::path& target) { return target.has_parent_path() ? target.parent_path() : "."; }

/// A name that nobody has, entered for the signal handler.
std::string new_name(const std::string& target) {
  unsigned long long random = 0;
  if (getrandom(&random, sizeof random, 0) != sizeof random)
    throw IoError("the system has no random numbers");
  const std::string name = prefix(target) + fmt::format("{}-{:016x}", getpid(), random);
  std::string path = (parent_of(target) / name).string();
  enter(path);
  return path;
}

}  // namespace

std::string path_of(int descriptor) { return fmt::format("/proc/self/fd/{}", descriptor); }

int create_unnamed(const std::string& target, unsigned mode) {
  const int descriptor = open(parent_of(target).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
  if (descriptor < 0) return -1;
  // Its name will be given through /proc, which must be there.
  if (access(path_of(descriptor).c_str(), F_OK) == 0) return descriptor;
  close(descriptor);
  return -1;
}

int create_temporary(const std::string& target, unsigned mode, std::string& path) {
  path = new_name(target);
  const int descriptor = open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, mode);
  if (descriptor >= 0) return descriptor;
  const int error = errno;
  forget_temporary(path);
  throw IoError(fmt::format("{}: cannot be written in its folder: {}", target, std::strerror(error)));
}

int link_file(const std::string& from, const std::string& to) {
  return linkat(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

int link_temporary(const std::string& from, const std::string& target, std::string& path) {
  path = new_name(target);
  const int error = link_file(from, path);
  if (error != 0) forget_temporary(std::exchange(path, {}));
  return error;
}

void remove_stale(const std::string& target) {
  std::error_code ignored;  // what cannot be listed or removed does no harm
  const std::string ours = prefix(target);
  for (const auto& entry : fs::directory_iterator(parent_of(target), ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(ours)) continue;
    const pid_t process = static_cast<pid_t>(std::strtol(name.c_str() + ours.size(), nullptr, 10));
    if (process > 0 && kill(process, 0) != 0 && errno == ESRCH) fs::remove(entry.path(), ignored);
  }
}

void remove_temporary(const std::string& path) {
  unlink(path.c_str());
  forget_temporary(path);
}

void forget_temporary(const std::string& path) {
  for (auto& slot : registry) {
    char* text = slot.load();
    if (text && path == text && slot.compare_exchange_strong(text, nullptr)) free(text);
  }
}

}  // namespace he::io
