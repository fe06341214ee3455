#include "he/cli/progress.h"

#include <fmt/format.h>

#include <cmath>

namespace he::cli {
namespace {

std::string duration(double seconds) {
  const auto s = static_cast<long long>(std::ceil(seconds));
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min {} s", s / 60, s % 60);
  return fmt::format("{} h {} min", s / 3600, s % 3600 / 60);
}

}  // namespace

std::string progress_line(const std::string& what, const std::string& unit, std::size_t done,
                          std::size_t total, double seconds, std::size_t before) {
  const auto d = static_cast<double>(done);
  const auto t = static_cast<double>(total);
  const double rate = seconds > 0 ? (d - static_cast<double>(before)) / seconds : 0;
  std::string line = what + "  " + std::to_string(done);
  if (total > 0) line += fmt::format(" of {}", total);
  line += " " + unit;
  if (total > 0) line += fmt::format(" ({:.0f} %)", std::floor(100 * d / t));
  if (rate > 0) line += fmt::format("  {:.3g} {}/s", rate, unit);
  if (rate > 0 && total >= done && total > 0) line += fmt::format("  {} left", duration((t - d) / rate));
  return line;
}

Progress::Progress(Report& report, std::string what, std::size_t total, std::string unit, std::size_t before)
    : report_(report),
      what_(std::move(what)),
      unit_(std::move(unit)),
      total_(total),
      before_(before),
      done_(before) {}

Progress::~Progress() { report_.show_progress(""); }

void Progress::advance(std::size_t count) {
  done_ += count;
  const auto now = Clock::now();
  if (now < next_ || !report_.interactive()) return;
  next_ = now + std::chrono::milliseconds(100);
  const double seconds = std::chrono::duration<double>(now - start_).count();
  report_.show_progress(progress_line(what_, unit_, done_, total_, seconds, before_));
}

}  // namespace he::cli
