#include "he/io/bytes/links.h"

#include <sys/stat.h>
#include <unistd.h>

#include <deque>
#include <filesystem>

#include "he/error.h"

namespace he::io {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxLinks = 40;  // as Linux

void refuse_foreign(const struct stat& link, const fs::path& folder, const fs::path& name) {
  struct stat around = {};
  if (stat(folder.c_str(), &around) != 0) return;
  const bool shared = (around.st_mode & S_ISVTX) != 0 && (around.st_mode & S_IWOTH) != 0;
  if (shared && link.st_uid != geteuid() && link.st_uid != around.st_uid)
    throw IoError(name.string() + ": is a link that somebody else has put into " + folder.string() +
                  ", where everybody may; it is not followed: name another file, or remove the link");
}

}  // namespace

std::string follow_links(const std::string& path) {
  fs::path done = "/";
  const fs::path whole = fs::absolute(path);
  std::deque<fs::path> steps(whole.begin(), whole.end());
  for (int links = 0; !steps.empty();) {
    const fs::path step = steps.front();
    steps.pop_front();
    struct stat status = {};
    const fs::path next = step == ".." ? done.parent_path() : step == "." ? done : done / step;
    if (lstat(next.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) {
      if (++links > kMaxLinks) throw IoError(path + ": leads through too many links");
      refuse_foreign(status, done, next);
      const fs::path target = fs::read_symlink(next);
      steps.insert(steps.begin(), target.begin(), target.end());
    } else {
      done = next;
    }
  }
  return done.string();
}

}  // namespace he::io
