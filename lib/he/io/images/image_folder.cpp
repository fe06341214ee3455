// Implements images_in_folder() of image_list.h.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "he/error.h"
#include "he/io/images/image_list.h"
#include "he/io/tables/classes.h"
#include "he/text.h"

namespace he::io {
namespace {

namespace fs = std::filesystem;

bool hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

struct FolderContent {
  std::vector<std::string> files, folders;
};

FolderContent content_of(const std::string& folder) {
  FolderContent content;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (hidden(entry.path())) continue;
    (entry.is_directory() ? content.folders : content.files).push_back(entry.path().filename().string());
  }
  std::sort(content.files.begin(), content.files.end());
  std::sort(content.folders.begin(), content.folders.end());
  return content;
}

/// Files of a folder and of all below it, relative to `root`.
std::vector<std::string> files_below(const fs::path& root, const std::string& folder) {
  std::vector<std::string> files;
  for (auto at = fs::recursive_directory_iterator(root / folder); at != fs::recursive_directory_iterator();
       ++at) {
    if (hidden(at->path())) {
      at.disable_recursion_pending();
    } else if (!at->is_directory()) {
      files.push_back(at->path().lexically_relative(root).string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void add_file(ImageList& list, std::string file, double label) {
  if (!is_utf8(file))
    throw DataError(
        fmt::format("{}: the name of the file '{}' is not UTF-8; rename it", list.name, excerpt(file)));
  list.entries.push_back({std::move(file), label, {}});
}

void add_classes(ImageList& list, const std::vector<std::string>& folders) {
  TableClasses classes;
  for (const std::string& folder : folders) {
    if (!classes.add(folder))
      throw DataError(fmt::format("{}: has {} sub-folders, and at most {} classes are read", list.name,
                                  folders.size(), TableClasses::kMax));
  }
  classes.sort();
  list.classes = classes.names();
  list.target = "label";
  std::vector<std::string> in_order = folders;
  std::stable_sort(in_order.begin(), in_order.end(),
                   [&](const auto& a, const auto& b) { return *classes.code(a) < *classes.code(b); });
  for (const std::string& folder : in_order)
    for (std::string& file : files_below(list.folder, folder))
      add_file(list, std::move(file), static_cast<double>(*classes.code(folder)));
}

ImageList read_folder(const std::string& path) {
  ImageList list{path, path, {}, {}, {}, false};
  FolderContent content = content_of(path);
  if (!content.files.empty() && !content.folders.empty())
    throw DataError(fmt::format(
        "{}: holds the file '{}' beside the folder '{}'; it should hold one folder for each class, or "
        "images alone",
        path, excerpt(content.files.front()), excerpt(content.folders.front())));
  for (std::string& file : content.files) add_file(list, std::move(file), 0);
  if (!content.folders.empty()) add_classes(list, content.folders);
  if (list.entries.empty()) throw DataError(path + ": holds no files");
  return list;
}

}  // namespace

ImageList images_in_folder(const std::string& path) {
  try {
    return read_folder(path);
  } catch (const fs::filesystem_error& error) {
    throw IoError(fmt::format("{}: cannot be read: {}", error.path1().string(), error.code().message()));
  }
}

}  // namespace he::io
