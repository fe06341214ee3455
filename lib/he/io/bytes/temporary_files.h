#pragma once

#include <string>

/// Temporary files of this process, which SIGINT, SIGTERM and SIGHUP remove before they end it.
namespace he::io {

/// Makes a new file `.NAME.he-tmp.HOST.PID-RANDOM` in the target's folder, open for writing with this mode,
/// and removes those that processes of this host, now gone, left for the same target. Sets `path`; returns
/// the descriptor. Throws IoError where the folder cannot be written.
int create_temporary(const std::string& target, unsigned mode, std::string& path);

/// Removes a temporary file; its name is free again.
void remove_temporary(const std::string& path);

/// The temporary file has got its final name: signals must not touch it any more.
void forget_temporary(const std::string& path);

}  // namespace he::io
