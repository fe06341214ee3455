#pragma once

#include "he/io/models/model.h"
#include "he/io/records/records.h"
#include "he/nn/network.h"

/// What a model file and a data file say of each other before any record is read.
namespace he::nn {

/// Throws DataError where the records of `data` do not fit the model: another shape (28x28, 28x28x1 and 784
/// fit each other, since only extents of 1 or the flat form differ), or feature names in another order.
/// `names_as_given`: do not compare names.
void require_fit(const Network& network, const io::ModelDescription& model, const io::DatasetInfo& data,
                 const std::string& data_name, bool names_as_given);

/// The scheme under which the model meets the data: that of whichever is encrypted. Public data may go
/// through an encrypted model, and encrypted data through a public one. Throws KeyError where both are
/// encrypted under different keys.
const SchemeInfo& common_scheme(const io::ModelDescription& model, const std::string& model_name,
                                const io::DatasetInfo& data, const std::string& data_name);

/// The info of the predictions that `model` makes of `data` under the scheme of `evaluator`.
io::DatasetInfo predictions_info(const Network& network, const io::ModelDescription& model,
                                 const io::DatasetInfo& data, const Evaluator& evaluator, const Plan& plan);

}  // namespace he::nn
