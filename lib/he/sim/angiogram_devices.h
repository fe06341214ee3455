#pragma once

#include "he/sim/angiogram_canvas.h"

namespace he::sim {

/// The cameras of a frame: that of the tree, and that of all that must not tell by its place in the image
/// which artery it is.
struct AngiogramCameras {
  CArm tree, background;
};

/// Adds a catheter to a map of attenuation: from above to the ostium, along the same law for both arteries;
/// if `femoral`, from below up to the arch of the aorta, too. `iodine`: attenuation of the contrast agent,
/// 1/mm. `factor`: on all of it.
void add_catheter(PatientRandom& random, const AngiogramCameras& cameras, const Eigen::Vector3d& ostium,
                  double iodine, bool femoral, double factor, TubeRaster& raster, Image& map);

/// Adds up to two wires anywhere, their attenuation times `factor`.
void add_wires(PatientRandom& random, const CArm& camera, double factor, TubeRaster& raster, Image& map);

/// Adds contrast agent that flows back into the aorta around the ostium, in 40 % of the frames.
void add_reflux(PatientRandom& random, const CArm& camera, const Eigen::Vector3d& ostium, GaussianBlur& blur,
                Image& map);

}  // namespace he::sim
