#include "he/cli/process.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

TEST_CASE("a protected process dumps no core and lets nobody attach") {
  const pid_t child = fork();  // so that the other tests stay debuggable
  REQUIRE(child >= 0);
  if (child == 0) {
    he::cli::protect_process();
    rlimit core{1, 1};
    getrlimit(RLIMIT_CORE, &core);
    _exit(core.rlim_cur == 0 && core.rlim_max == 0 && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
}

TEST_CASE("a closed standard stream takes no file that is opened later, and stays unusable") {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    for (const int stream : {0, 1, 2}) close(stream);
    he::cli::open_standard_streams();
    const bool later = open("/dev/null", O_RDWR) > 2;
    char byte = 0;
    const bool unusable = read(0, &byte, 1) < 0 && write(1, &byte, 1) < 0 && write(2, &byte, 1) < 0;
    _exit(later && unusable ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
}
