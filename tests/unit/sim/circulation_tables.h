#pragma once

#include <map>
#include <string>
#include <vector>

#include "he/sim/circulation_outputs.h"

/// The tables under tests/data/circulation: parameter sets and what an independent implementation (SciPy's
/// DOP853 at 1e-11) makes of them.
namespace he::test {

using Row = std::map<std::string, double>;

struct ReferenceSet {
  std::string name;
  sim::CirculationParameters parameters;
  Row outputs;
};

/// The five reference sets: default, hypertensive, dilated, hypovolaemic, exercise.
std::vector<ReferenceSet> reference_sets();

/// The twelve accepted patients of the random cohort.
std::vector<ReferenceSet> check_patients();

/// Outputs by their names.
Row named(const sim::CirculationOutputs& outputs);

}  // namespace he::test
