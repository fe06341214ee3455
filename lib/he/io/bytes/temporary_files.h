#pragma once

#include <string>

/// Temporary files of this process, which SIGINT, SIGTERM and SIGHUP remove before they end it.
namespace he::io {

/// Makes a new file without a name in the target's folder, open for reading and writing with this mode: it is
/// gone with its descriptor, however the process ends. Returns -1 where the file system cannot
/// (create_temporary() tells why).
int create_unnamed(const std::string& target, unsigned mode);

/// Makes a new file `.NAME.he-tmp.HOST.PID-RANDOM` in the target's folder, open for reading and writing with
/// this mode. Sets `path`; returns the descriptor. Throws IoError where the folder cannot be written.
int create_temporary(const std::string& target, unsigned mode, std::string& path);

/// The path under which this process finds an open file, also one without a name.
std::string path_of(int descriptor);

/// Gives the file at `from` another name, `to`, which must be free. Returns 0, or the system's number of the
/// error.
int link_file(const std::string& from, const std::string& to);

/// Gives the file at `from` another name like that of a temporary file for `target`. Sets `path`; returns 0,
/// or the system's number of the error.
int link_temporary(const std::string& from, const std::string& target, std::string& path);

/// Removes temporary files that processes of this host, now gone, left for this target.
void remove_stale(const std::string& target);

/// Removes a temporary file; its name is free again.
void remove_temporary(const std::string& path);

/// The temporary file has got its final name: signals must not touch it any more.
void forget_temporary(const std::string& path);

}  // namespace he::io
