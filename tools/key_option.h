#pragma once

#include <sys/stat.h>

#include <memory>
#include <string>
#include <vector>

#include "he/cli/passphrase.h"
#include "he/cli/tool.h"
#include "he/error.h"
#include "he/io/files/header.h"
#include "he/secret/key_file.h"

namespace he::tools {

/// -k and --passphrase-file of the tools that hold a key.
struct KeyOption {
  std::string path, passphrase_file;
  bool allow_loose = false;

  void add_to(cli::Tool& tool) {
    tool.add_input("-k,--key", path, "secret key, made by he-keygen").required();
    tool.add_input("--passphrase-file", passphrase_file,
                   "file whose first line is the passphrase of the key; without it, the terminal asks");
    tool.options().add_flag("--allow-loose-key", allow_loose, "take a key that everybody may read");
  }

  /// Who besides its owner has access to the key: bits of its mode; none for what is no file.
  mode_t others() const {
    struct stat status = {};
    const bool file = stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
    return file ? status.st_mode & (S_IRWXG | S_IRWXO) : 0;
  }

  std::unique_ptr<secret::SecretKey> read(cli::Report& report) const {
    const mode_t loose = others();
    if ((loose & S_IRWXO) != 0 && !allow_loose && io::is_secret_key(path))  // as ssh does it
      throw KeyError(path +
                     ": everybody may read this key; chmod 600 keeps them out, and a new key is safer "
                     "(--allow-loose-key takes it as it is)");
    auto key = secret::read_key(path, [&] {
      const cli::Passphrase typed = cli::get_passphrase(passphrase_file, false, report);
      const cli::Passphrase normal = cli::normalised(typed);
      std::vector<SecretBytes> tried;
      tried.emplace_back(normal.view().begin(), normal.view().end());
      // Keys were sealed with the bytes as typed before they were normalised.
      if (!(typed == normal)) tried.emplace_back(typed.view().begin(), typed.view().end());
      return tried;
    });
    if (loose != 0) report.warning(path + ": others may read this key; chmod 600 keeps them out");
    return key;
  }
};

}  // namespace he::tools
