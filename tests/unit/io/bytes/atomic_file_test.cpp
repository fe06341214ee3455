#include "he/io/bytes/atomic_file.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "he/error.h"
#include "he/io/bytes/links.h"
#include "he/io/bytes/temporary_files.h"
#include "he/io/hdf5/output_file.h"
#include "io/scratch_folder.h"

using namespace he;
using namespace he::io;
using namespace he::io::test;

namespace {

/// The wait status of a child that runs `work`.
int status_of(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      work();
    } catch (...) {
      _exit(99);
    }
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

mode_t mode_of(const std::string& path) {
  struct stat status = {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

/// Writes beyond a limit of 64 kB fail, as they do on a full disk.
void limit_files() {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit = {65536, 65536};
  setrlimit(RLIMIT_FSIZE, &limit);
}

}  // namespace

TEST_CASE("an atomic file appears with commit, complete") {
  const ScratchFolder folder;
  AtomicFile file(folder.file("out.csv"));
  file.write("a,b\n");
  file.write("1,2\n");
  CHECK_FALSE(std::filesystem::exists(folder.file("out.csv")));
  file.commit();
  CHECK(read_bytes(folder.file("out.csv")) == "a,b\n1,2\n");
  CHECK(folder.content().size() == 1);
}

TEST_CASE("an atomic file that is dropped leaves the old file and no temporary") {
  const ScratchFolder folder;
  write_bytes(folder.file("out.csv"), "old");
  { AtomicFile(folder.file("out.csv")).write("new"); }
  CHECK(read_bytes(folder.file("out.csv")) == "old");
  CHECK(folder.content().size() == 1);
}

TEST_CASE("an atomic file replaces an old one, and the file behind a link rather than the link") {
  const ScratchFolder folder;
  write_bytes(folder.file("real"), "old");
  std::filesystem::create_symlink("real", folder.file("link"));
  AtomicFile file(folder.file("link"));
  file.write("new");
  file.commit();
  CHECK(std::filesystem::is_symlink(folder.file("link")));
  CHECK(read_bytes(folder.file("real")) == "new");
}

TEST_CASE("an atomic file for the owner alone has mode 0600, others follow the umask") {
  const ScratchFolder folder;
  const mode_t old = umask(022);
  AtomicFile(folder.file("private"), Privacy::owner_only).commit();
  AtomicFile(folder.file("shared")).commit();
  umask(old);
  CHECK(mode_of(folder.file("private")) == 0600);
  CHECK(mode_of(folder.file("shared")) == 0644);
}

TEST_CASE("an existing file is not overwritten where that is refused") {
  const ScratchFolder folder;
  write_bytes(folder.file("key"), "old");
  const auto open = [&] { AtomicFile file(folder.file("key"), Privacy::owner_only, Overwrite::refuse); };
  CHECK(contains(sentence_of<IoError>(open), "key exists already and is not overwritten"));

  AtomicFile late(folder.file("other"), Privacy::owner_only, Overwrite::refuse);
  late.write("mine");
  write_bytes(folder.file("other"), "theirs");  // appears while ours is being written
  CHECK(contains(sentence_of<IoError>([&] { late.commit(); }), "exists already"));
  CHECK(read_bytes(folder.file("other")) == "theirs");
}

TEST_CASE("a file has no name before it is whole, so a killed process leaves nothing") {
  const ScratchFolder folder;
  const int killed = status_of([&] {
    AtomicFile file(folder.file("out.h5"));
    file.write(std::string(100'000, 'x'));
    if (!folder.content().empty()) _exit(1);
    raise(SIGKILL);
  });
  CHECK(WIFSIGNALED(killed));
  CHECK(folder.content().empty());
}

TEST_CASE("a temporary file of a killed process is removed by the next run, and by nobody while it lives") {
  const ScratchFolder folder;
  std::string path;
  const int killed = status_of([&] {
    create_temporary(folder.file("out.h5"), 0600, path);
    raise(SIGKILL);
  });
  REQUIRE(WIFSIGNALED(killed));
  REQUIRE(folder.content().size() == 1);
  CHECK(folder.content()[0].starts_with(".out.h5.he-tmp."));

  const int living = create_temporary(folder.file("out.h5"), 0600, path);
  const AtomicFile next(folder.file("out.h5"));
  CHECK(folder.content() == std::vector{std::filesystem::path(path).filename().string()});
  remove_temporary(path);
  close(living);
}

TEST_CASE("several outputs appear together or not at all") {
  const ScratchFolder folder;
  write_bytes(folder.file("a"), "old");
  {
    AtomicFile a(folder.file("a")), b(folder.file("b"), Privacy::shared, Overwrite::refuse);
    a.write("new");
    b.write("new");
    write_bytes(folder.file("b"), "theirs");  // appears meanwhile, so the second one fails
    CHECK(contains(sentence_of<IoError>([&] { commit_together({&a, &b}); }), "exists already"));
  }
  CHECK(read_bytes(folder.file("a")) == "old");
  CHECK(read_bytes(folder.file("b")) == "theirs");
  CHECK(folder.content().size() == 2);
}

TEST_CASE("a file that is published but not settled is withdrawn") {
  const ScratchFolder folder;
  write_bytes(folder.file("old"), "old");
  for (const char* name : {"old", "absent"}) {
    AtomicFile file(folder.file(name));
    file.write("new");
    file.prepare();
    file.publish();
    CHECK(read_bytes(folder.file(name)) == "new");
  }
  CHECK(read_bytes(folder.file("old")) == "old");
  CHECK(folder.content() == std::vector<std::string>{"old"});
}

TEST_CASE("a write that failed is never forgotten") {
  const ScratchFolder folder;
  const int status = status_of([&] {
    limit_files();
    AtomicFile file(folder.file("out"));
    if (sentence_of<IoError>([&] { file.write(std::string(100'000, 'x')); }).empty()) _exit(1);
    const rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &none);  // the disk has room again, but bytes are missing
    if (!contains(sentence_of<IoError>([&] { file.commit(); }), "File too large")) _exit(2);
  });
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(folder.content().empty());
}

TEST_CASE("a failed write into HDF5 is told at the commit, whoever closed the data set") {
  const ScratchFolder folder;
  const int status = status_of([&] {
    limit_files();
    h5::OutputFile output(folder.file("out.h5"));
    {  // rows of an incomplete chunk stay in HDF5's memory until the data set is closed, here
      h5::Dataset dataset = output.file().create_numbers("x", {20'000}, NumberType::float64, {20'000});
      const std::vector<double> rows(19'999, 1);
      dataset.write_rows(0, rows.size(), rows.data());
    }
    if (!contains(sentence_of<IoError>([&] { output.commit(); }), "File too large")) _exit(1);
  });
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(folder.content().empty());
}

TEST_CASE("an HDF5 file that has not got all of its rows does not get its name") {
  const ScratchFolder folder;
  h5::OutputFile output(folder.file("out.h5"));
  const std::vector<double> rows(10, 1);
  output.file().create_numbers("x", {20}, NumberType::float64, {10}).write_rows(0, 10, rows.data());
  CHECK(contains(sentence_of<IoError>([&] { output.commit(); }), "nothing was written"));
}

TEST_CASE("a link of somebody else in a folder for everybody is not followed, one's own is") {
  if (geteuid() != 0) return;  // only root can make links of others
  const ScratchFolder folder;
  write_bytes(folder.file("real"), "old");
  std::filesystem::create_directory(folder.file("shared"));
  const std::string link = folder.file("shared/link");
  REQUIRE(chmod(folder.file("shared").c_str(), 01777) == 0);
  std::filesystem::create_symlink("../real", link);
  CHECK(follow_links(link) == std::filesystem::canonical(folder.file("real")));
  REQUIRE(lchown(link.c_str(), 65534, 65534) == 0);
  const std::string refusal = sentence_of<IoError>([&] { AtomicFile file(link); });
  CHECK(contains(refusal, "somebody else has put into"));
  REQUIRE(chmod(folder.file("shared").c_str(), 0755) == 0);  // now its owner alone puts links there
  CHECK(follow_links(link) == std::filesystem::canonical(folder.file("real")));
}

TEST_CASE("signals remove the temporary before they end the process") {
  const ScratchFolder folder;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const int status = status_of([&] {
      std::signal(signal, SIG_DFL);
      std::string path;
      create_temporary(folder.file("out.h5"), 0600, path);
      raise(signal);
    });
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == signal);
    CHECK(folder.content().empty());
  }
}

TEST_CASE("a full disk is named, and leaves the old file") {
  const ScratchFolder folder;
  write_bytes(folder.file("out"), "old");
  write_bytes(folder.file("out.h5"), "old");
  const int status = status_of([&] {
    limit_files();
    const std::string large(100'000, 'x');
    const std::string text = sentence_of<IoError>([&] {
      AtomicFile file(folder.file("out"));
      file.write(large);
      file.commit();
    });
    const std::string hdf5 = sentence_of<IoError>([&] {
      h5::OutputFile file(folder.file("out.h5"));
      file.file().write_bytes("x", {large.size()}, h5::Bytes(large.begin(), large.end()));
      file.commit();
    });
    if (!contains(text, "File too large; nothing was written")) _exit(1);
    if (!contains(hdf5, "out.h5") || !contains(hdf5, "File too large")) _exit(2);
  });
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(read_bytes(folder.file("out")) == "old");
  CHECK(read_bytes(folder.file("out.h5")) == "old");
  CHECK(folder.content().size() == 2);
}

TEST_CASE("devices are written straight, and their failures are reported") {
  const auto fill = [] {
    AtomicFile file("/dev/full");
    CHECK(file.direct());
    file.write("x");
    file.commit();
  };
  CHECK(contains(sentence_of<IoError>(fill), "/dev/full: cannot be written: no space left on device"));
  AtomicFile null("/dev/null");
  null.write("x");
  CHECK_NOTHROW(null.commit());
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("a folder as output and a missing folder are named") {
  const ScratchFolder folder;
  CHECK(contains(sentence_of<IoError>([&] { AtomicFile file(folder.file("")); }), "is a folder"));
  CHECK(contains(sentence_of<IoError>([&] { AtomicFile file(folder.file("missing/out")); }), "No such file"));
}

TEST_CASE("an HDF5 file goes through a pipe as it goes to a file") {
  const ScratchFolder folder;
  const auto fill = [](const std::string& path) {
    h5::OutputFile output(path);
    output.file().write_numbers("x", {{2, 2}, {1, 2, 3, 4}});
    output.commit();
  };
  fill(folder.file("file.h5"));
  const std::string pipe = folder.file("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const pid_t writer = fork();
  if (writer == 0) {
    fill(pipe);
    _exit(0);
  }
  write_bytes(folder.file("received.h5"), read_bytes(pipe));
  int status = -1;
  waitpid(writer, &status, 0);
  CHECK(status == 0);
  const h5::File received = h5::File::open(folder.file("received.h5"), "received");
  CHECK(received.dataset("x").read_numbers() == Array{{2, 2}, {1, 2, 3, 4}});
}
