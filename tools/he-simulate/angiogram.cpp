#include "angiogram.h"

#include <fmt/format.h>

#include "he/cli/progress.h"
#include "he/sim/angiogram_output.h"

namespace he::tools {
namespace {

using cli::Tool;
using nlohmann::ordered_json;

constexpr std::size_t kBlock = 256;  // frames in memory at a time

}  // namespace

Angiogram::Angiogram(Tool& tool)
    : tool_(tool),
      command_(tool.add_command("angiogram",
                                "Simulates X-ray frames of coronary arteries: the left one (LCA) "
                                "and the right one (RCA) in turn, each of another patient, "
                                "in the usual views, with what lies around them, catheter, noise "
                                "and collimator. Pixels from 0 to 1.")) {
  command_.add("--images", images_, "how many frames [1000]").type_name("N").at_least(1);
  command_.add("--size", size_, "pixels a side: 16, 32, 64, 128, 256 or 512 [64]").type_name("S");
  command_.add("--seed", seed_, "another seed gives other frames [1]").type_name("K");
  command_
      .add("--views", views_,
           "how views are drawn: matched, alike for both arteries; or clinical, as clinics take them, so "
           "that what lies behind the artery tells which it is [matched]")
      .one_of({"matched", "clinical"});
  command_.add_flag("--vessel-free", vessel_free_,
                    "without contrast in the vessels: a control of what else tells the arteries apart");
  tool.add_output(command_, "--table", table_,
                  "also write a table of the frames (CSV): artery, view, angles, dominance",
                  Tool::Content::text);
  tool.add_output(
          command_, "OUTPUT", output_,
          "data set to write (.h5), or a folder (with / at its end) for PNG files in its folders LCA and RCA")
      .required();
}

sim::AngiogramOptions Angiogram::image_options() const {
  sim::AngiogramOptions options;
  options.size = size_;
  options.views = views_ == "clinical" ? sim::ViewChoice::clinical : sim::ViewChoice::matched;
  options.vessels = !vessel_free_;
  return options;
}

void Angiogram::run() {
  const auto options = image_options();
  sim::check(options);
  const auto output = sim::open_angiogram_output(output_, images_, size_);
  const auto table = table_.empty() ? nullptr : sim::open_angiogram_table(table_);
  sim::AngiogramSummary summary;
  {
    cli::Progress progress(tool_.report(), "simulating", images_, "frames");
    for (std::size_t first = 0; first < images_; first += kBlock) {
      const std::size_t count = std::min(kBlock, images_ - first);
      std::vector<sim::Angiogram> frames;
      {
        auto span = tool_.stages().measure("simulate");
        frames = sim::simulate_angiograms(options, seed_, first, count, [&] { progress.advance(1); });
      }
      auto span = tool_.stages().measure("write");
      output->write(frames, first);
      if (table) table->write(frames, first);
      summary.add(frames);
    }
  }
  output->set_provenance(tool_.provenance("", images_));
  if (table)
    io::commit_together({table.get(), output.get()});
  else
    output->commit();
  report(summary);
}

void Angiogram::report(const sim::AngiogramSummary& summary) {
  std::string text = fmt::format("{:<7}{:>7}{:>7}{:>11}", "artery", "frames", "mean", "deviation");
  for (const auto& view : sim::kCArmViews) text += fmt::format("{:>9}", view.name);
  text += "\n";
  ordered_json arteries = ordered_json::object();
  for (const auto artery : {sim::Artery::left, sim::Artery::right}) {
    const auto& tally = summary.arteries()[static_cast<std::size_t>(artery)];
    if (tally.frames == 0) continue;
    const char* name = sim::name_of(artery);
    text += fmt::format("{:<7}{:>7}{:>7.3f}{:>11.3f}", name, tally.frames, tally.mean(),
                        tally.standard_deviation());
    arteries[name] = {
        {"frames", tally.frames}, {"mean", tally.mean()}, {"deviation", tally.standard_deviation()}};
    for (std::size_t i = 0; i < tally.views.size(); ++i) {
      text += fmt::format("{:>9}", tally.views[i]);
      arteries[name]["views"][sim::kCArmViews[i].name] = tally.views[i];
    }
    text += "\n";
  }
  tool_.report().result(
      text,
      {{"images", images_}, {"size", size_}, {"arteries", arteries}, {"stages", tool_.stages().json()}});
}

}  // namespace he::tools
