#pragma once

#include <cstdio>
#include <string>

/// A stream for a tool to print to, and what it printed.
class Captured {
 public:
  Captured() = default;
  ~Captured() { std::fclose(file_); }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;

  std::FILE* file() { return file_; }
  std::string text() {
    std::fflush(file_);
    std::rewind(file_);
    std::string result;
    for (int c = 0; (c = std::fgetc(file_)) != EOF;) result += static_cast<char>(c);
    return result;
  }

 private:
  std::FILE* file_ = std::tmpfile();
};
