// A shim for LD_PRELOAD that lets the file system fail: the story write_faults.sh runs every tool with it.
//
// HE_FAULT_LOG=FILE      appends a line "PID CALL" for every call that is counted
// HE_FAULT_AT=N          the N-th counted call of the process fails (from 1) ...
// HE_FAULT_ERRNO=E       ... with this errno [5, EIO]
// HE_FAULT_BYTES=N       a full disk: N bytes can be written into files, then ENOSPC; the last write is short
// HE_FAULT_NO_UNNAMED=1  a file system without O_TMPFILE
//
// Counted are the calls that make or write: regular files (those in memory too), folders and pipes, but not
// the standard streams themselves; and only those of the process that the shell started, not of its children.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static pid_t started;
static long calls, fail_at, bytes_left = -1;
static int fault = EIO, no_unnamed, log_file = -1;

static long number_of(const char* name, long otherwise) {
  const char* text = getenv(name);
  return text ? strtol(text, NULL, 10) : otherwise;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void) {
  started = getpid();
  fail_at = number_of("HE_FAULT_AT", 0);
  fault = (int)number_of("HE_FAULT_ERRNO", EIO);
  bytes_left = number_of("HE_FAULT_BYTES", -1);
  no_unnamed = getenv("HE_FAULT_NO_UNNAMED") != NULL;
  const char* log = getenv("HE_FAULT_LOG");
  if (log) log_file = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// Whether this call is to fail.
static int fails(const char* call) {
  if (getpid() != started) return 0;
  ++calls;
  if (log_file >= 0) {
    char line[64];
    const int size = snprintf(line, sizeof line, "%d %s\n", (int)started, call);
    if (REAL(write)(log_file, line, (size_t)size) < 0) abort();
  }
  if (calls != fail_at) return 0;
  errno = fault;
  return 1;
}

static int counted(int descriptor) {
  struct stat status;
  return descriptor > 2 && descriptor != log_file && fstat(descriptor, &status) == 0 &&
         (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode) || S_ISDIR(status.st_mode));
}

// How many of `size` bytes the disk takes; -1, with errno, where it is full.
static ssize_t room(int descriptor, size_t size) {
  struct stat status;
  if (bytes_left < 0 || getpid() != started || descriptor == log_file) return (ssize_t)size;
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return (ssize_t)size;
  if (bytes_left == 0 && size > 0) {
    errno = ENOSPC;
    return -1;
  }
  const long taken = (long)size < bytes_left ? (long)size : bytes_left;
  bytes_left -= taken;
  return taken;
}

ssize_t write(int descriptor, const void* bytes, size_t size) {
  if (counted(descriptor) && fails("write")) return -1;
  const ssize_t some = room(descriptor, size);
  return some < 0 ? -1 : REAL(write)(descriptor, bytes, (size_t)some);
}

ssize_t writev(int descriptor, const struct iovec* parts, int count) {
  if (counted(descriptor) && fails("writev")) return -1;
  return REAL(writev)(descriptor, parts, count);
}

ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t offset) {
  if (counted(descriptor) && fails("pwrite")) return -1;
  const ssize_t some = room(descriptor, size);
  return some < 0 ? -1 : REAL(pwrite)(descriptor, bytes, (size_t)some, offset);
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t offset) {
  return pwrite(descriptor, bytes, size, offset);
}

int ftruncate(int descriptor, off_t size) {
  if (counted(descriptor) && fails("ftruncate")) return -1;
  return REAL(ftruncate)(descriptor, size);
}

int ftruncate64(int descriptor, off64_t size) { return ftruncate(descriptor, size); }

int fsync(int descriptor) {
  if (counted(descriptor) && fails("fsync")) return -1;
  return REAL(fsync)(descriptor);
}

// The descriptor is closed all the same, as Linux does it.
int close(int descriptor) {
  struct stat status;
  const int watched = descriptor > 2 && descriptor != log_file && fstat(descriptor, &status) == 0 &&
                      S_ISREG(status.st_mode) && (fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDONLY;
  const int failed = watched && fails("close");
  const int result = REAL(close)(descriptor);
  if (!failed) return result;
  errno = fault;
  return -1;
}

int rename(const char* from, const char* to) { return fails("rename") ? -1 : REAL(rename)(from, to); }

int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  if (fails("renameat2")) return -1;
  return REAL(renameat2)(from_folder, from, to_folder, to, flags);
}

int link(const char* from, const char* to) { return fails("link") ? -1 : REAL(link)(from, to); }

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) {
  return fails("linkat") ? -1 : REAL(linkat)(from_folder, from, to_folder, to, flags);
}

int mkdir(const char* path, mode_t mode) { return fails("mkdir") ? -1 : REAL(mkdir)(path, mode); }

static int refused(int flags) {
  if ((flags & O_CREAT) != 0 && fails("open")) return 1;
  if ((flags & O_TMPFILE) == O_TMPFILE && fails("tmpfile")) return 1;
  if (!no_unnamed || (flags & O_TMPFILE) != O_TMPFILE) return 0;
  errno = EOPNOTSUPP;
  return 1;
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return refused(flags) ? -1 : REAL(open)(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open(path, flags, mode);
}
