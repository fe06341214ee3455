#include "he/cli/report.h"
#include "he/text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace he::cli {
namespace {

[[noreturn]] void throw_output_error(int error) {
  if (error == EPIPE) throw ClosedPipe("standard output: nobody reads it any more");
  throw IoError(fmt::format("standard output: cannot write: {}", std::strerror(error)));
}

/// JSON in which the control characters that it need not escape, DEL and U+0080 to U+009F, are escaped, too.
std::string escaped(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto c = static_cast<unsigned char>(json[i]);
    const auto next = static_cast<unsigned char>(i + 1 < json.size() ? json[i + 1] : 0);
    const bool c1 = c == 0xc2 && next >= 0x80 && next < 0xa0;
    if (c1 || c == 0x7f)
      text += fmt::format("\\u{:04x}", c1 ? next : c);
    else
      text += json[i];
    i += c1;
  }
  return text;
}

}  // namespace

Report::Report(std::string tool, std::FILE* out, std::FILE* err)
    : tool_(std::move(tool)), out_(out), err_(err) {}

bool Report::interactive() const {
  return verbosity_ != Verbosity::quiet && !json_ && isatty(fileno(err_)) == 1;
}

void Report::note(std::string_view text) {
  if (verbosity_ != Verbosity::quiet && !json_) message("", text);
}

void Report::detail(std::string_view text) {
  if (verbosity_ == Verbosity::verbose) message("", text);
}

void Report::warning(std::string_view text) { message("warning: ", text); }

void Report::error(std::string_view text) { message("", text); }

namespace {

/// That nobody can read a message (a full log, a closed pager) is no reason to fail.
void say(std::FILE* file, const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), file) != text.size()) std::clearerr(file);
}

}  // namespace

void Report::message(std::string_view prefix, std::string_view text) {
  show_progress("");
  say(err_, fmt::format("{}: {}{}\n", tool_, prefix, printable(text)));
}

void Report::result(std::string_view text, const nlohmann::ordered_json& object) {
  using nlohmann::ordered_json;
  show_progress("");
  print(json_ ? escaped(object.dump(-1, ' ', false, ordered_json::error_handler_t::replace)) + "\n"
              : printable_lines(text));
}

void Report::print(std::string_view text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), out_) != text.size()) throw_output_error(errno);
}

void Report::flush() {
  errno = 0;
  if (std::fflush(out_) != 0 || std::ferror(out_)) throw_output_error(errno);
}

void Report::show_progress(std::string_view line) {
  if (line.empty() && !progress_shown_) return;
  say(err_, fmt::format("\r\033[K{}", line));
  std::fflush(err_);
  progress_shown_ = !line.empty();
}

}  // namespace he::cli
