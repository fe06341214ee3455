#include "he/cli/passphrase.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>
#include <utf8proc.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>
#include <utility>

#include "he/io/bytes/descriptor.h"

namespace he::cli {
namespace {

volatile std::sig_atomic_t caught_signal = 0;

/// Switches the echo of a terminal off for its life. A signal that would end the process meanwhile is
/// delivered after the echo is on again.
class EchoOff {
 public:
  explicit EchoOff(int fd) : fd_(fd) {
    caught_signal = 0;
    struct sigaction action {};
    action.sa_handler = [](int signal) { caught_signal = signal; };
    for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &action, &old_actions_[i]);
    tcgetattr(fd_, &old_mode_);
    termios mode = old_mode_;
    mode.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(fd_, TCSAFLUSH, &mode);
  }
  ~EchoOff() {
    tcsetattr(fd_, TCSAFLUSH, &old_mode_);
    for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &old_actions_[i], nullptr);
    if (caught_signal != 0) std::raise(caught_signal);
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

 private:
  static constexpr std::array signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
  int fd_;
  termios old_mode_{};
  std::array<struct sigaction, signals.size()> old_actions_{};
};

/// Reads up to the end of the line, without any other buffer in between.
Passphrase read_line(int fd, const std::string& name) {
  Passphrase line;
  for (char c = 0;;) {
    const ssize_t got = read(fd, &c, 1);
    if (got < 0 && errno == EINTR && caught_signal == 0) continue;
    if (got < 0) throw IoError(fmt::format("{}: cannot be read: {}", name, std::strerror(errno)));
    if (got == 0 || c == '\n' || c == '\r') return line;
    if (!line.append(c))
      throw DataError(fmt::format("{}: the passphrase is longer than {} bytes", name, Passphrase::max_size));
  }
}

}  // namespace

Passphrase::Passphrase() {
  if (sodium_init() < 0) throw IoError("libsodium cannot be initialised");
  text_.reset(static_cast<char*>(sodium_malloc(max_size)));
  if (!text_) throw std::bad_alloc();
}

void Passphrase::Wipe::operator()(char* memory) const { sodium_free(memory); }

bool Passphrase::append(char c) {
  if (size_ == max_size) return false;
  text_[size_++] = c;
  return true;
}

bool operator==(const Passphrase& a, const Passphrase& b) { return a.view() == b.view(); }

Passphrase normalised(const Passphrase& passphrase) {
  // A character may fall apart into several before they are put together again.
  constexpr utf8proc_ssize_t most = 4 * Passphrase::max_size;
  const std::unique_ptr<utf8proc_int32_t[], void (*)(void*)> characters(
      static_cast<utf8proc_int32_t*>(sodium_malloc(most * sizeof(utf8proc_int32_t))), sodium_free);
  if (!characters) throw std::bad_alloc();
  const auto form = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(passphrase.view().data());
  const auto size = static_cast<utf8proc_ssize_t>(passphrase.view().size());
  utf8proc_ssize_t count = utf8proc_decompose(bytes, size, characters.get(), most, form);
  if (count >= 0 && count <= most) count = utf8proc_normalize_utf32(characters.get(), count, form);
  Passphrase result;
  bool fits = count >= 0 && count <= most;
  for (utf8proc_ssize_t i = 0; fits && i < count; ++i) {
    utf8proc_uint8_t encoded[4];
    const utf8proc_ssize_t length = utf8proc_encode_char(characters[static_cast<std::size_t>(i)], encoded);
    for (utf8proc_ssize_t k = 0; k < length; ++k) fits = fits && result.append(static_cast<char>(encoded[k]));
    sodium_memzero(encoded, sizeof encoded);
  }
  if (fits) return result;
  Passphrase same;
  for (const char c : passphrase.view()) same.append(c);
  return same;
}

Passphrase read_passphrase_file(const std::string& path, Report& report) {
  if (path == "-") throw UsageError("--passphrase-file: standard input is for data; name a file");
  const io::Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number() < 0) throw IoError(fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
  struct stat status {};
  if (fstat(file.number(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    report.warning(
        fmt::format("{}: others may read this passphrase; chmod 600 '{}' keeps them out", path, path));
  Passphrase passphrase = read_line(file.number(), path);
  if (passphrase.empty()) throw DataError(fmt::format("{}: the first line, the passphrase, is empty", path));
  return passphrase;
}

Passphrase ask_passphrase(const std::string& prompt) {
  const io::Descriptor tty{open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)};
  if (tty.number() < 0)
    throw UsageError(
        "a passphrase is needed, and there is no terminal to ask for it; use --passphrase-file FILE");
  const auto say = [&](const std::string& text) {
    return write(tty.number(), text.data(), text.size()) >= 0;
  };
  if (!say(prompt + ": ")) throw IoError(fmt::format("the terminal: {}", std::strerror(errno)));
  Passphrase passphrase = [&] {
    const EchoOff echo_off(tty.number());
    return read_line(tty.number(), "the terminal");
  }();
  say("\n");
  if (passphrase.empty()) throw UsageError("no passphrase was typed");
  return passphrase;
}

Passphrase get_passphrase(const std::string& file, bool new_key, Report& report) {
  if (!file.empty()) {
    Passphrase passphrase = read_passphrase_file(file, report);
    return new_key ? normalised(passphrase) : std::move(passphrase);
  }
  Passphrase passphrase = ask_passphrase(new_key ? "Passphrase for the new key" : "Passphrase of the key");
  if (new_key && !(ask_passphrase("The same passphrase again") == passphrase))
    throw UsageError("the two passphrases differ; nothing was written");
  return new_key ? normalised(passphrase) : std::move(passphrase);
}

}  // namespace he::cli
