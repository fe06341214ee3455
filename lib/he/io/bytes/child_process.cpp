#include "he/io/bytes/child_process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "he/error.h"

namespace he::io {
namespace {

/// What a child reports: a letter for the kind of error, then its sentence.
enum Finding : char { nothing = 'K', data = 'D', unsupported = 'U', system = 'S' };

void confine(unsigned cpu_seconds) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGXCPU}) std::signal(signal, SIG_DFL);
  const rlimit no_core = {0, 0}, cpu = {cpu_seconds, cpu_seconds};
  setrlimit(RLIMIT_CORE, &no_core);
  setrlimit(RLIMIT_CPU, &cpu);
  alarm(10 * cpu_seconds);  // waiting costs no processor time
  const int nowhere = open("/dev/null", O_RDWR);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
}

std::string finding_of(const std::function<void()>& work) {
  try {
    work();
    return {nothing};
  } catch (const UnsupportedError& error) {
    return static_cast<char>(unsupported) + std::string(error.what());
  } catch (const IoError& error) {
    return static_cast<char>(system) + std::string(error.what());
  } catch (const Error& error) {
    return static_cast<char>(data) + std::string(error.what());
  } catch (...) {
    return {};
  }
}

[[noreturn]] void be_child(const std::function<void()>& work, unsigned cpu_seconds, int output) {
  confine(cpu_seconds);
  const std::string finding = finding_of(work);
  const ssize_t written = write(output, finding.data(), finding.size());
  _exit(written == static_cast<ssize_t>(finding.size()) ? 0 : 1);
}

std::string read_all(int input) {
  std::string text;
  std::array<char, 4096> block;
  for (;;) {
    const ssize_t count = read(input, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(block.data(), static_cast<std::size_t>(count));
  }
}

bool ended_well(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

void run_in_child(const std::function<void()>& work, unsigned cpu_seconds, const std::string& broken) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw IoError("the system refuses a pipe");
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    be_child(work, cpu_seconds, ends[1]);
  }
  close(ends[1]);
  const std::string finding = child > 0 ? read_all(ends[0]) : "";
  close(ends[0]);
  if (child < 0) throw IoError("the system refuses another process");
  if (!ended_well(child) || finding.empty()) throw DataError(broken);
  const std::string sentence = finding.substr(1);
  if (finding[0] == unsupported) throw UnsupportedError(sentence);
  if (finding[0] == system) throw IoError(sentence);
  if (finding[0] == data) throw DataError(sentence);
}

}  // namespace he::io
