#include "he/sim/coronary_patient.h"

#include <algorithm>
#include <cmath>

namespace he::sim {
namespace {

constexpr double kSmallHeart = 0.91,
                 kSmallHearts = 0.35;  // factor on the trunks' diameters, and how many have it
constexpr double kStenosed = 0.12;     // of the vessels

HeartShape draw_heart(PatientRandom& random) {
  const double systole = random.uniform();  // 0: end of diastole, 1: end of systole
  HeartShape shape;
  shape.azimuth = 45 + 8 * random.normal();
  shape.elevation = 35 + 8 * random.normal();
  shape.roll = 10 * random.normal();
  shape.length = 92 * (1 - .12 * systole) * (1 + .05 * random.normal());
  shape.width = 47 * (1 - .10 * systole) * (1 + .05 * random.normal());
  shape.depth = 40 * (1 - .10 * systole) * (1 + .05 * random.normal());
  shape.scale = std::clamp(1 + .08 * random.normal(), .8, 1.22);
  return shape;
}

/// Of 161 patients 77 %, 8 % and 15 %; textbooks have 85 %, 7.5 % and 7.5 %.
Dominance draw_dominance(PatientRandom& random) {
  const double d = random.uniform();
  return d < .82 ? Dominance::right : d < .90 ? Dominance::co : Dominance::left;
}

std::vector<Twig> draw_twigs(PatientRandom& random, std::initializer_list<const char*> parents) {
  std::vector<Twig> twigs;
  for (const char* parent : parents) {
    for (int n = random.below(3); n > 0; --n) {
      const double fraction = random.uniform(.35, .9);
      const int side = random.chance(.5) ? 1 : -1;
      const double ratio = random.uniform(.5, .75);
      twigs.push_back({parent, fraction, side, ratio, random.uniform(.6, 1)});
    }
  }
  return twigs;
}

struct Bounds {
  double low, high;
};

/// How the branches of one kind are spaced along their parent, and what they are like.
struct BranchDistribution {
  double first, spacing, deviation;  ///< of the fraction
  Bounds fraction, ratio, length, spread;
};

std::vector<SideBranch> draw_branches(PatientRandom& random, int count, const BranchDistribution& d) {
  std::vector<SideBranch> branches;
  const auto draw = [&](const Bounds& range) { return random.uniform(range.low, range.high); };
  for (int i = 0; i < count; ++i) {
    SideBranch branch{};
    branch.fraction =
        std::clamp(d.first + d.spacing * i + d.deviation * random.normal(), d.fraction.low, d.fraction.high);
    branch.ratio = draw(d.ratio);
    branch.length = draw(d.length);
    branch.spread = draw(d.spread);
    branches.push_back(branch);
  }
  return branches;
}

constexpr BranchDistribution kDiagonals{.16, .17, .03, {.12, .8}, {.45, .7}, {.55, 1}, {.7, 1.25}};
constexpr BranchDistribution kSeptals{.22, .1, .02, {.15, .85}, {.25, .4}, {.6, 1}, {1, 1}};
constexpr BranchDistribution kMarginals{.2, .27, .05, {.15, .95}, {.5, .75}, {.5, 1}, {.6, 1.5}};
constexpr BranchDistribution kVentriculars{.26, .12, .03, {.2, .5}, {.3, .5}, {.6, 1}, {1, 1}};
constexpr BranchDistribution kAcuteMarginals{.5, .15, .04, {.4, .8}, {.38, .6}, {.6, 1}, {1, 1}};

LeftAnatomy draw_left(PatientRandom& random, Dominance dominance, double size) {
  const bool left_dominant = dominance == Dominance::left;
  LeftAnatomy a;
  a.main_length = std::clamp(10.5 + 5.3 * random.normal(), 4.0, 22.0);
  a.main_diameter = std::clamp(4.5 + .5 * random.normal(), 3.2, 6.0) * size;
  a.circumflex_ratio = std::clamp((left_dominant ? 1.13 : .92) + .1 * random.normal(), .65, 1.35);
  a.ramus_ratio = random.chance(.25) ? random.uniform(.55, .85) : 0;
  a.ramus_length = random.uniform(.6, 1);
  a.descending_end = random.uniform(78, 112);
  a.descending_shift = 5 * random.normal();
  a.circumflex_end = left_dominant ? -258 : random.uniform(-232, -172);
  a.left_dominant = left_dominant;
  a.posterior_length = random.uniform(.6, 1);
  a.atrial_branch = random.chance(.5);
  a.diagonals = draw_branches(random, 1 + random.below(3), kDiagonals);
  a.septals = draw_branches(random, 2 + random.below(5), kSeptals);
  a.marginals = draw_branches(random, 1 + random.below(3), kMarginals);
  a.twigs = draw_twigs(random, {"LAD", "D1", "D2", "OM1", "OM2", "RAMUS", "LCX"});
  return a;
}

std::vector<SideBranch> draw_posterolaterals(PatientRandom& random) {
  std::vector<SideBranch> branches;
  for (int n = random.below(3); n > 0; --n) {
    const double fraction = random.uniform(.35, .7), ratio = random.uniform(.45, .75);
    branches.push_back({fraction, ratio, random.uniform(.6, 1)});
  }
  return branches;
}

RightAnatomy draw_right(PatientRandom& random, Dominance dominance, double size) {
  const bool left_dominant = dominance == Dominance::left;
  const double diameter = dominance == Dominance::right ? 3.9 : dominance == Dominance::co ? 3.4 : 2.8;
  RightAnatomy a;
  a.diameter = std::clamp(diameter + .5 * random.normal(), 2.0, 5.5) * size;
  a.length = left_dominant ? random.uniform(.6, .85) : 1;
  a.crook = std::clamp(.3 + .5 * random.normal(), -.5, 1.8);
  a.conus_ratio = random.chance(.7) ? random.uniform(.3, .45) : 0;
  a.sinus_node_ratio = random.chance(.55) ? random.uniform(.28, .4) : 0;
  a.ventriculars = draw_branches(random, random.below(3), kVentriculars);
  a.acute_marginals = draw_branches(random, 1 + random.below(2), kAcuteMarginals);
  a.posterior_ratio = left_dominant ? 0 : random.uniform(.6, .78);
  a.posterior_length = random.uniform(.6, 1);
  a.posterolateral_ratio = dominance == Dominance::right ? random.uniform(.8, 1) : 0;
  a.posterolateral_length = random.uniform(.55, 1);
  a.posterolaterals = draw_posterolaterals(random);
  a.twigs = draw_twigs(random, {"AM1", "RVB1", "PDA", "PLA", "AM2", "PL1"});
  return a;
}

/// Narrows some of the vessels in a place of a few mm.
void add_stenoses(CoronaryTree& tree, PatientRandom& random) {
  for (CoronaryVessel& vessel : tree.vessels()) {
    if (!random.chance(kStenosed)) continue;
    const double centre = random.uniform(.1, .9) * vessel.length.back();
    const double severity = random.uniform(.25, .8), sigma = random.uniform(1.5, 4);
    for (std::size_t i = 0; i < vessel.radius.size(); ++i) {
      const double z = (vessel.length[i] - centre) / sigma;
      vessel.radius[i] *= 1 - severity * std::exp(-z * z / 2);
    }
  }
}

}  // namespace

const char* name_of(Artery artery) { return artery == Artery::left ? "LCA" : "RCA"; }

CoronaryPatient draw_coronary_patient(PatientRandom& random, Artery artery) {
  const HeartFrame heart(draw_heart(random));
  const Dominance dominance = draw_dominance(random);
  const double size = random.chance(kSmallHearts) ? kSmallHeart : 1;
  const double tortuosity = std::clamp(.25 + .55 * std::abs(random.normal()), .1, 1.8);
  CoronaryTree tree =
      artery == Artery::left
          ? left_coronary_tree(heart, draw_left(random, dominance, size), tortuosity, &random)
          : right_coronary_tree(heart, draw_right(random, dominance, size), tortuosity, &random);
  add_stenoses(tree, random);
  return {heart, dominance, std::move(tree)};
}

}  // namespace he::sim
