// Simulates patients.

#include "he-simulate/angiogram.h"
#include "he-simulate/circulation.h"

int main(int argc, char** argv) {
  he::cli::Tool tool(
      "he-simulate",
      "Simulates patients to train and test networks with. The commands have their own --help.");
  he::tools::Circulation circulation(tool);
  he::tools::Angiogram angiogram(tool);
  tool.add_threads();
  tool.add_example("he-simulate circulation --patients 10000 --seed 7 cohort.h5",
                   "a cohort of 10000 patients");
  tool.add_example("he-simulate circulation --patient HR=110,TBV=4330 --loop beat.csv patient.csv",
                   "one patient who has lost blood, and a beat of the heart");
  tool.add_example("he-simulate angiogram --images 5000 --seed 7 angiograms.h5",
                   "5000 X-ray frames of left and right coronary arteries");
  return tool.run(argc, argv, [&] {
    if (circulation.chosen()) circulation.run();
    if (angiogram.chosen()) angiogram.run();
    return he::cli::ExitCode::done;
  });
}
