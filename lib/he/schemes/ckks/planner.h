#pragma once

#include "he/schemes/ckks/allocation.h"
#include "he/schemes/ckks/parameters.h"
#include "he/tensor/plan.h"

namespace he::schemes::ckks {

/// A network with its parameters, its scales, and what is to be expected of its results.
struct PlannedNetwork {
  Program program;
  Parameters parameters;
  ScaleBits bits;
  LastFunction last = LastFunction::none;
  double largest_result = 0;  ///< of the data that it was made for, or of records that fill the range
  bool typical = false;       ///< whether errors are those of such data
  double result_bound = 0;  ///< magnitude that results are to have at most; `parameters` leave room for more
  bool certain_bound = false;  ///< whether no record of the range can outgrow the modulus
  ExpectedErrors errors;       ///< of results, before the last function

  /// As Plan::expected_error(): after the last function.
  double expected_error() const;
};

/// What a plan may choose.
struct PlanRequest {
  Range range;              ///< of the features
  double max_error = 2e-3;  ///< of results, relative to the largest of them, or to 1 where that is more
  Mode mode = Mode::secret_key;
};

/// The least parameters under which a network reaches the error that was asked for. Throws UnsupportedError,
/// with the layer and what to do, where no parameters do.
PlannedNetwork plan_parameters(const NetworkView& network, const PlanRequest& request);

/// The network under parameters that data have. Throws UnsupportedError where they are too small for it.
PlannedNetwork plan_under(const NetworkView& network, const Parameters& parameters);

}  // namespace he::schemes::ckks
