#pragma once

#include "he/audit/sample.h"

namespace he::audit {

/// That channel `mask` holds decoys of the messages in channel `message`: the values of the same records in
/// another order, but for those that were drawn anew. A value that neither repeats in its channel nor occurs
/// in the other one is redrawn, so it belongs to the mask: the message can have none where the sample is
/// complete; where it is not, it must not have more of them than the mask (sign test). Where less than a
/// quarter of the message's values occur in the mask, it is no decoy of it. `ln_p_order`: that the records of
/// the mask stand in random order. `sorted`: the sample with sorted values.
double ln_p_decoy(const Sample& sorted, std::size_t mask, std::size_t message, double ln_p_order);

}  // namespace he::audit
