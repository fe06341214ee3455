#include "he/cli/passphrase.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "captured.h"
#include "he/error.h"

namespace {

using he::cli::Passphrase;
using he::cli::read_passphrase_file;

/// A file with a passphrase, readable by its owner alone unless `mode` says otherwise.
struct PassphraseFile {
  std::string path = std::filesystem::temp_directory_path() / ("he-passphrase-" + std::to_string(getpid()));
  explicit PassphraseFile(const std::string& content, unsigned mode = 0600) {
    std::ofstream(path, std::ios::binary) << content;
    std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
  }
  ~PassphraseFile() { std::filesystem::remove(path); }
};

struct Reader {
  Captured out, err;
  he::cli::Report report{"he-x", out.file(), err.file()};
  std::string read(const std::string& path) { return std::string(read_passphrase_file(path, report).view()); }
};

}  // namespace

TEST_CASE("the passphrase is the first line, without its end") {
  Reader reader;
  CHECK(reader.read(PassphraseFile("correct horse\nbattery\n").path) == "correct horse");
  CHECK(reader.read(PassphraseFile("ends with DOS\r\n").path) == "ends with DOS");
  CHECK(reader.read(PassphraseFile("no end").path) == "no end");
  CHECK(reader.err.text().empty());
}

TEST_CASE("a passphrase file that others may read earns a warning that does not show it") {
  Reader reader;
  reader.read(PassphraseFile("hunter2\n", 0644).path);
  const std::string warning = reader.err.text();
  CHECK(warning.find("others may read this passphrase") != std::string::npos);
  CHECK(warning.find("hunter2") == std::string::npos);
}

TEST_CASE("an empty, missing or endless passphrase is refused") {
  Reader reader;
  CHECK_THROWS_WITH_AS(reader.read(PassphraseFile("\nsecond\n").path), doctest::Contains("is empty"),
                       he::DataError);
  CHECK_THROWS_WITH_AS(reader.read(PassphraseFile(std::string(1025, 'x')).path),
                       doctest::Contains("longer than 1024"), he::DataError);
  CHECK(reader.read(PassphraseFile(std::string(1024, 'x')).path).size() == 1024);
  CHECK_THROWS_WITH_AS(reader.read("/nowhere/p"), doctest::Contains("/nowhere/p"), he::IoError);
  CHECK_THROWS_AS(reader.read("/tmp"), he::IoError);
  CHECK_THROWS_AS(reader.read("-"), he::UsageError);
}

TEST_CASE("a passphrase is the same however its accents are composed; bytes that are no text stay") {
  const auto normal = [](const std::string& text) {
    Passphrase typed;
    for (const char c : text) typed.append(c);
    return std::string(he::cli::normalised(typed).view());
  };
  // Unicode Standard Annex 15, figures 3 to 5
  CHECK(normal("e\u0301") == "\u00e9");
  CHECK(normal("\u212b") == "\u00c5");
  CHECK(normal("\u0064\u0323\u0307") == "\u1e0d\u0307");
  CHECK(normal("\ufb01") == "\ufb01");  // compatibility forms are different characters
  CHECK(normal("plain") == "plain");
  CHECK(normal("\xff\xfe") == "\xff\xfe");
}
