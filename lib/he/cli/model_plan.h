#pragma once

#include <optional>
#include <utility>

#include "he/io/files/plan_file.h"
#include "he/io/models/model.h"
#include "he/io/records/records.h"
#include "he/nn/network.h"
#include "he/schemes/ckks/planner.h"

/// From a model to the plan that its key holder gets.
namespace he::cli {

/// What the owner of a model says of its plan.
struct PlanWishes {
  std::optional<std::pair<double, double>>
      range{};  ///< of the features; else that of the model's data, and more
  double max_error = schemes::ckks::PlanRequest{}.max_error;
};

/// The plan for CKKS, once with its layers, for the owner of the model, and once as it may be published.
struct ModelPlan {
  schemes::ckks::PlannedNetwork network;
  io::PublicPlan published;
};

/// Plans a model. `name`: its file, for messages. Throws UsageError where neither model nor wishes say what
/// range the features have, UnsupportedError, naming the layer and what to do, where the scheme cannot run
/// it.
ModelPlan plan_of(const io::ModelDescription& model, const std::string& name, const PlanWishes& wishes);

/// A plan from a file: as it stands there, or of a model.
io::PublicPlan read_plan_or_model(const std::string& path, const PlanWishes& wishes);

/// Parameters for all of these plans: the largest modulus, every range, as many powers as any
/// needs. Throws UsageError where there is no plan, or one is of another scheme.
SchemeOptions common_parameters(const std::vector<io::PublicPlan>& plans);

/// Throws UsageError where a key of these parameters is too small for the plan, and says in what.
void require_fits(const io::PublicPlan& plan, const SchemeInfo& key);

/// Ranges of the features of all records, the largest result, and how errors show in the results of a
/// thousand of them: all rounded outward to two digits. Throws
/// DataError where the records do not fit the network, UnsupportedError where the scheme cannot run it.
io::DataStatistics measured_statistics(const nn::Network& network, io::RecordSource& source);

/// The same number or the next one of two significant digits above it.
double rounded_up(double x);
/// The same number or the next one below it.
double rounded_down(double x);

}  // namespace he::cli
