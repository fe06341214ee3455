#pragma once

#include <functional>
#include <string>

namespace he::io {

/// Runs `work` in a child process that prints nothing, leaves no core and is ended after `cpu_seconds` of
/// work. What it throws is thrown here, with its kind and sentence. Throws DataError with `broken` where the
/// child dies or hangs.
void run_in_child(const std::function<void()>& work, unsigned cpu_seconds, const std::string& broken);

}  // namespace he::io
