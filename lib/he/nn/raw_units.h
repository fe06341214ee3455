#pragma once

#include "he/io/models/model.h"
#include "he/io/records/transforms.h"
#include "he/tensor/evaluator.h"

namespace he::nn {

/// Makes a model that was trained on standardised records take raw ones, and give raw units where its targets
/// were standardised as well: a Normalization layer with the public means and deviations in front, and the
/// inverse folded into the last layer, W·σ and b·σ + µ, which for ciphertexts is arithmetic with public
/// numbers. The weights are those of `evaluator`'s scheme. Throws DataError where records are no vectors of
/// that many numbers, or where the last layer is no Dense layer with a bias and without an activation.
void take_raw_units(io::ModelDescription& model, const io::Standardisation& standardisation,
                    const Evaluator& evaluator);

}  // namespace he::nn
