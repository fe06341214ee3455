#pragma once

#include <sys/stat.h>

#include <memory>
#include <string>

#include "he/cli/passphrase.h"
#include "he/cli/tool.h"
#include "he/secret/key_file.h"

namespace he::tools {

/// -k and --passphrase-file of the tools that hold a key.
struct KeyOption {
  std::string path, passphrase_file;

  void add_to(cli::Tool& tool) {
    tool.add_input("-k,--key", path, "secret key, made by he-keygen").required();
    tool.add_input("--passphrase-file", passphrase_file,
                   "file whose first line is the passphrase of the key; without it, the terminal asks");
  }

  std::unique_ptr<secret::SecretKey> read(cli::Report& report) const {
    auto key = secret::read_key(path, [&] {
      const cli::Passphrase passphrase = cli::get_passphrase(passphrase_file, false, report);
      return SecretBytes(passphrase.view().begin(), passphrase.view().end());
    });
    struct stat status;
    if (stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
      report.warning(path + ": others may read this key; chmod 600 keeps them out");
    return key;
  }
};

}  // namespace he::tools
