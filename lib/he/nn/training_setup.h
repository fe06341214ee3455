#pragma once

#include <string>

#include "he/io/models/model.h"
#include "he/io/records/records.h"
#include "he/nn/network.h"

/// What a training requires of model, data and loss before the first record is read.
namespace he::nn {

/// The model that a training starts from: where the architecture leaves them open, the shape of the input and
/// the names of features, targets and classes are those of the data, and weights are drawn from the seed.
/// Throws KeyError where model and data are encrypted under different keys, else as initialise().
io::ModelDescription starting_model(io::ModelDescription model, const std::string& model_name,
                                    const io::DatasetInfo& data, const std::string& data_name,
                                    std::uint64_t seed);

/// Throws DataError where records or targets of the data are not what the network takes and gives, or are
/// laid out otherwise than `layout`, the evaluator's; UsageError where the network does not end as the loss
/// wants it.
void require_trainable(const Network& network, const io::ModelDescription& model, const std::string& loss,
                       const io::DatasetInfo& data, const std::string& data_name,
                       const PayloadLayout& layout);

/// Throws DataError or KeyError where validation data are not of the same kind and key as the training data.
void require_alike(const io::DatasetInfo& validation, const std::string& validation_name,
                   const io::DatasetInfo& data, const std::string& data_name);

}  // namespace he::nn
