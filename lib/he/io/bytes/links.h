#pragma once

#include <string>

namespace he::io {

/// The absolute path that `path` leads to, every link on the way followed; what does not exist stays as it is
/// named. Throws IoError for a link that somebody else has put into a folder where everybody may (/tmp): it
/// would choose the file that is replaced. The rule is that of Linux' fs.protected_symlinks: the link must
/// belong to this user or to the owner of its folder where the folder is sticky and writable for all.
std::string follow_links(const std::string& path);

}  // namespace he::io
