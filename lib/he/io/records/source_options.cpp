#include "he/io/records/source_options.h"

#include <algorithm>

#include "he/error.h"

namespace he::io {
namespace {

bool takes(const TakenOptions& kind, const std::string& option) {
  return std::find(kind.options.begin(), kind.options.end(), option) != kind.options.end();
}

}  // namespace

std::vector<std::string> given_options(const SourceOptions& options) {
  const ImageOptions& images = options.images;
  std::vector<std::string> given;
  const auto note = [&](bool is_given, const char* option) {
    if (is_given) given.emplace_back(option);
  };
  note(!options.id_column.empty() && options.id_column != "row", "--id-column");
  note(!options.features.empty(), "--features");
  note(!options.targets.empty(), "--target");
  note(!options.text_columns.empty(), "--text");
  note(options.one_hot, "--one-hot");
  note(!options.header, "--no-header");
  note(options.missing != MissingValues::refuse, "--missing");
  note(!options.labels.empty(), "--labels");
  note(images.width != 0, "--size");
  note(images.frames.kind != FrameChoice::Kind::middle, "--frame");
  note(images.skip_bad, "--skip-bad");
  note(images.copies > 0, "--augment");
  return given;
}

void require_taken(const std::string& name, const SourceOptions& options, const TakenOptions& mine,
                   const std::vector<const TakenOptions*>& all) {
  for (const std::string& option : given_options(options)) {
    if (takes(mine, option)) continue;
    std::string takers;
    for (const TakenOptions* kind : all)
      if (takes(*kind, option)) takers += (takers.empty() ? "" : " or ") + kind->kind;
    const auto advice = mine.advice.find(option);
    throw UsageError(name + ": " + option + " is for " + takers + ", and this is " + mine.kind + "; " +
                     (advice == mine.advice.end() ? "leave it out" : advice->second));
  }
}

}  // namespace he::io
