#pragma once

#include "he/sim/coronary_tree.h"

namespace he::sim {

/// A side branch: where along its parent, its radius relative to the parent's there, the part of its course
/// that it takes, and how far it spreads sideways.
struct SideBranch {
  double fraction, ratio;
  double length = 1, spread = 1;
};

/// A small branch of the vessel named, to one side or the other (+1, -1).
struct Twig {
  std::string parent;
  double fraction;
  int side;
  double ratio, length;
};

/// What differs between left coronary trees. Lengths and diameters in mm, angles in degrees, ratios of radii;
/// 0 for a vessel that is missing. Defaults: a mean tree.
struct LeftAnatomy {
  double main_length = 11, main_diameter = 4.5;
  double circumflex_ratio = 0.92;              ///< to the anterior descending artery
  double ramus_ratio = 0, ramus_length = 0.8;  ///< ramus intermedius
  double descending_end = 98,
         descending_shift = 0;   ///< of the anterior descending artery: theta of its end, phi
  double circumflex_end = -200;  ///< phi
  bool left_dominant = false;    ///< the circumflex gives the posterior descending artery
  double posterior_length = 0.8;
  bool atrial_branch = true;
  std::vector<SideBranch> diagonals{{.22, .6}, {.42, .5, .8}};
  std::vector<SideBranch> septals{{.25, .33}, {.36, .33}, {.47, .3}, {.58, .3}};
  std::vector<SideBranch> marginals{{.3, .65, .9}, {.62, .6, .9}};
  std::vector<Twig> twigs;
};

/// The same of right coronary trees.
struct RightAnatomy {
  double diameter = 3.9, length = 1;
  double crook = 0;  ///< how far the artery rises before it falls: shepherd's crook
  double conus_ratio = 0.38, sinus_node_ratio = 0.33;
  std::vector<SideBranch> ventriculars{{.33, .4}};
  std::vector<SideBranch> acute_marginals{{.55, .5, .9}};
  double posterior_ratio = 0.7, posterior_length = 0.85;             ///< posterior descending artery
  double posterolateral_ratio = 0.95, posterolateral_length = 0.85;  ///< to what the former leaves
  std::vector<SideBranch> posterolaterals{{.55, .6}};
  std::vector<Twig> twigs;
};

/// Vessels LM, LAD, LCX, RAMUS, D1…, S1…, OM1…, LAB, LPDA, T0… in this order. Tortuosity: see CoronaryTree.
CoronaryTree left_coronary_tree(const HeartFrame& heart, const LeftAnatomy& anatomy = {},
                                double tortuosity = 0, PatientRandom* random = nullptr);
/// Vessels RCA, CONUS, SAN, RVB1…, AM1…, PDA, PLA, PL1…, T0… in this order.
CoronaryTree right_coronary_tree(const HeartFrame& heart, const RightAnatomy& anatomy = {},
                                 double tortuosity = 0, PatientRandom* random = nullptr);

}  // namespace he::sim
