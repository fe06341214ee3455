#pragma once

#include <memory>

#include "he/sim/angiogram_canvas.h"
#include "he/sim/coronary_patient.h"

namespace he::sim {

/// matched: both arteries in the same views equally often. clinical: as often as clinics take them, which
/// gives an artery away by what lies behind it.
enum class ViewChoice { matched, clinical };

struct AngiogramOptions {
  int size = 64;  ///< pixels a side: 16, 32, … 512
  ViewChoice views = ViewChoice::matched;
  bool vessels =
      true;  ///< false: without contrast in the vessels, to see what else an image tells an artery by
};

/// Throws UsageError where an option is out of range.
void check(const AngiogramOptions& options);

/// A simulated X-ray frame of one coronary artery and how it came about.
struct Angiogram {
  Artery artery;
  std::size_t view;           ///< of kCArmViews
  double primary, secondary;  ///< angles of the C-arm, degrees (see CArmPose)
  Dominance dominance;
  bool subtracted, femoral;   ///< digital subtraction; access by the groin
  std::vector<float> pixels;  ///< size x size, row by row, 0..1
};

/// Simulates frames one after the other; one object a thread.
class AngiogramSimulator {
 public:
  /// Throws UsageError where an option is out of range.
  explicit AngiogramSimulator(const AngiogramOptions& options);

  /// The frame of this number. All that is random follows from seed and index; even indices show the left
  /// artery, odd ones the right artery.
  Angiogram simulate(std::uint64_t seed, std::size_t index);

 private:
  void draw_vessels(PatientRandom& random, const CArm& camera, const CoronaryTree& tree, double iodine);

  AngiogramOptions options_;
  AngiogramCanvas canvas_;
  Image attenuation_;
};

}  // namespace he::sim
