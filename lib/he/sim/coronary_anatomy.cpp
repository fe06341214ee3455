#include "he/sim/coronary_anatomy.h"

#include <algorithm>
#include <cmath>

namespace he::sim {
namespace {

using Points = std::vector<HeartPoint>;

constexpr double kTrunk = 0.3, kMain = 1, kBranch = 1.3, kSeptal = 0.6, kTwig = 1.6;  // tortuosity
constexpr double kRightTaper = 0.0012;                                                // 1/mm

// Courses relative to theta and phi of the take-off; the depth is absolute but for the septals.
const Points kDiagonal{{5, -5, 1}, {14, -16, 1}, {26, -30, 1}, {38, -42, 1}, {48, -50, 1}};
const Points kObtuseMarginal{{5, -3, 1}, {16, -8, 1}, {30, -12, 1}, {44, -15, 1}, {56, -17, 1}};
const Points kSeptum{{3, 0, -.10}, {9, -2, -.35}, {14, -4, -.6}};
const Points kLeftAtrial{{-12, -5, .92}, {-24, -15, .85}};
const Points kRamus{{6, -8, .92}, {18, -18, 1}, {32, -27, 1}, {46, -34, 1}, {56, -38, 1}};
const Points kPosteriorDescending{{7, 1, 1}, {20, 0, 1}, {36, -2, 1}, {52, -4, 1}, {66, -6, 1}};
const Points kConus{{4, -6, 1}, {12, -12, 1.06}, {20, -16, 1.06}};
const Points kSinusNode{{-10, 8, .9}, {-20, 25, .85}, {-28, 50, .8}};
const Points kVentricular{{6, -2, 1.03}, {16, -4, 1.03}, {28, -6, 1.02}, {38, -6, 1}};
const Points kAcuteMarginal{{6, 1, 1.02}, {18, 5, 1.02}, {32, 10, 1.02}, {46, 16, 1}, {58, 22, 1}};
const Points kPosterolateral{{-5, 10, .96}, {-4, 22, .98}, {2, 34, 1}, {14, 44, 1}, {28, 50, 1}, {42, 54, 1}};
const Points kPosterolateralBranch{{7, 3, 1}, {18, 6, 1}, {30, 8, 1}};

Points spread(Points points, double factor) {
  for (HeartPoint& point : points) point[1] *= factor;
  return points;
}

void add_branches(CoronaryTree& tree, const std::string& name, const std::string& parent,
                  const std::vector<SideBranch>& branches, const Points& course) {
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const SideBranch& b = branches[i];
    tree.branch(name + std::to_string(i + 1), {parent, b.fraction, b.length, kBranch},
                spread(course, b.spread), b.ratio);
  }
}

void add_twigs(CoronaryTree& tree, const std::vector<Twig>& twigs) {
  for (std::size_t i = 0; i < twigs.size(); ++i) {
    const Twig& twig = twigs[i];
    if (!tree.has(twig.parent)) continue;
    const double depth = tree.vessel(twig.parent).course.back()[2];
    const double side = twig.side;
    tree.branch("T" + std::to_string(i), {twig.parent, twig.fraction, twig.length, kTwig},
                {{5, 5 * side, depth}, {11, 13 * side, 1}, {17, 21 * side, 1}}, twig.ratio);
  }
}

Points left_main_course(double depth) {
  return {{-15, -115, .5}, {-11, -113, .5 + .5 * (depth - .5)}, {-6, -109, depth}};
}

/// Along the anterior interventricular groove.
Points descending_course(const LeftAnatomy& anatomy) {
  Points points{{0, -99 + anatomy.descending_shift * .5, .93}};
  for (int j = 0; j < 6; ++j) {
    const double theta = 10 + (anatomy.descending_end - 10) * j / 5;
    points.emplace_back(theta, -90 + 11 * (1 - std::exp(-(theta - 10) / 22)) + anatomy.descending_shift, 1);
  }
  return points;
}

/// Along the left atrioventricular groove.
Points circumflex_course(double end) {
  const int n = std::max(3, static_cast<int>(std::nearbyint((-120 - end) / 18)));
  Points points{{-5, -120, .92}};
  for (int i = 0; i < n; ++i) points.emplace_back(-5 + 3.0 * i / n, -120 + (end + 120) * (i + 1) / n, 1);
  return points;
}

/// Along the right atrioventricular groove, to the crux.
Points right_course(double crook) {
  return {{-10, -58, .5},
          {-8 - 4 * crook, -53 - 6 * crook, .75 + .06 * crook},
          {-3 - 4 * crook, -36, .97 + .04 * crook},
          {3, -14, 1.03},
          {8, 10, 1.04},
          {10, 34, 1.04},
          {7, 58, 1.02},
          {1, 78, 1},
          {-6, 96, .96}};
}

double cube(double x) { return x * x * x; }

void add_left_main_branches(CoronaryTree& tree, const LeftAnatomy& a) {
  const double descending =
      a.main_diameter / 2 / std::cbrt(1 + cube(a.circumflex_ratio) + cube(a.ramus_ratio));
  tree.add("LAD", {"LM", 1, 1, kMain}, descending_course(a), descending);
  tree.add("LCX", {"LM", 1, 1, kMain}, circumflex_course(a.circumflex_end), descending * a.circumflex_ratio);
  if (a.ramus_ratio == 0) return;
  Points ramus = kRamus;
  for (HeartPoint& point : ramus) point += HeartPoint(-6, -109, 0);
  tree.add("RAMUS", {"LM", 1, a.ramus_length, kBranch}, ramus, descending * a.ramus_ratio);
}

}  // namespace

CoronaryTree left_coronary_tree(const HeartFrame& heart, const LeftAnatomy& anatomy, double tortuosity,
                                PatientRandom* random) {
  CoronaryTree tree(heart, tortuosity, random);
  tree.add("LM", left_main_course(0.5 + anatomy.main_length / 45), anatomy.main_diameter / 2, 1, kTrunk, 0);
  add_left_main_branches(tree, anatomy);
  add_branches(tree, "D", "LAD", anatomy.diagonals, kDiagonal);
  for (std::size_t i = 0; i < anatomy.septals.size(); ++i) {
    const SideBranch& s = anatomy.septals[i];
    tree.branch("S" + std::to_string(i + 1), {"LAD", s.fraction, s.length, kSeptal}, kSeptum, s.ratio, true);
  }
  add_branches(tree, "OM", "LCX", anatomy.marginals, kObtuseMarginal);
  if (anatomy.atrial_branch) tree.branch("LAB", {"LCX", .3}, kLeftAtrial, .3);
  if (anatomy.left_dominant)
    tree.branch("LPDA", {"LCX", 1, anatomy.posterior_length}, kPosteriorDescending, .7);
  add_twigs(tree, anatomy.twigs);
  tree.finish();
  return tree;
}

CoronaryTree right_coronary_tree(const HeartFrame& heart, const RightAnatomy& anatomy, double tortuosity,
                                 PatientRandom* random) {
  CoronaryTree tree(heart, tortuosity, random);
  tree.add("RCA", right_course(anatomy.crook), anatomy.diameter / 2, anatomy.length, kMain, kRightTaper);
  if (anatomy.conus_ratio > 0) tree.branch("CONUS", {"RCA", .12}, kConus, anatomy.conus_ratio);
  if (anatomy.sinus_node_ratio > 0) tree.branch("SAN", {"RCA", .16}, kSinusNode, anatomy.sinus_node_ratio);
  add_branches(tree, "RVB", "RCA", anatomy.ventriculars, kVentricular);
  add_branches(tree, "AM", "RCA", anatomy.acute_marginals, kAcuteMarginal);
  if (anatomy.posterior_ratio > 0)
    tree.branch("PDA", {"RCA", 1, anatomy.posterior_length}, kPosteriorDescending, anatomy.posterior_ratio);
  if (anatomy.posterolateral_ratio > 0) {
    const double rest = std::cbrt(1 - cube(anatomy.posterior_ratio));
    tree.branch("PLA", {"RCA", 1, anatomy.posterolateral_length}, kPosterolateral,
                rest * anatomy.posterolateral_ratio);
    add_branches(tree, "PL", "PLA", anatomy.posterolaterals, kPosterolateralBranch);
  }
  add_twigs(tree, anatomy.twigs);
  tree.finish();
  return tree;
}

}  // namespace he::sim
