#include "he/nn/checkpoint.h"

#include <fmt/format.h>

#include <cmath>

#include "he/error.h"
#include "he/io/files/checkpoint.h"
#include "he/io/models/fingerprint.h"

namespace he::nn {
namespace {

using Json = TrainingConditions;
using Images = std::vector<std::vector<double>>;

/// Records at either end of the data that are looked at.
constexpr std::size_t kSampled = 64;

/// Whole numbers that a double holds exactly.
constexpr double kLargestCount = 9007199254740992.0;

void append_bytes(std::string& bytes, const std::vector<double>& numbers) {
  bytes.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double));
}

std::string sample_fingerprint(io::RecordSource& source) {
  const std::size_t records = source.info().records, granularity = source.info().x.layout.record_granularity;
  const std::size_t sampled = (kSampled + granularity - 1) / granularity * granularity;
  std::string bytes;
  for (const std::size_t first : {std::size_t{0}, records - std::min(records, sampled)}) {
    source.seek(first / granularity * granularity);
    const io::Records sample = source.next(sampled);
    append_bytes(bytes, sample.x);
    append_bytes(bytes, sample.y);
  }
  return io::text_fingerprint(bytes);
}

void add_images(io::Checkpoint& checkpoint, const std::string& folder, const Images& images) {
  for (std::size_t i = 0; i < images.size(); ++i)
    checkpoint.arrays[fmt::format("{}/{}", folder, i)] = images[i];
}

Images images_of(const io::Checkpoint& checkpoint, const std::string& folder) {
  Images images;
  for (auto found = checkpoint.arrays.end();; images.push_back(found->second)) {
    found = checkpoint.arrays.find(fmt::format("{}/{}", folder, images.size()));
    if (found == checkpoint.arrays.end()) return images;
  }
}

const std::vector<double>& array_of(const io::Checkpoint& checkpoint, const std::string& name,
                                    std::size_t size) {
  const auto found = checkpoint.arrays.find(name);
  if (found == checkpoint.arrays.end() || found->second.size() != size)
    throw DataError(fmt::format("/{} is missing or has not {} numbers", name, size));
  return found->second;
}

std::size_t count_of(double number) {
  if (!(number >= 0 && number <= kLargestCount && number == std::floor(number)))
    throw DataError("/counters holds a number that counts nothing");
  return static_cast<std::size_t>(number);
}

/// The part of `run` called `name`, of the type of `like`.
const Json& part_of(const Json& run, const char* name, Json::value_t type) {
  const auto found = run.find(name);
  if (!run.is_object() || found == run.end() || found->type() != type)
    throw DataError(fmt::format("/run holds no '{}'", name));
  return *found;
}

TrainingState state_of(const io::Checkpoint& checkpoint, const Json& run) {
  const std::vector<double>& counters = array_of(checkpoint, "counters", 5);
  TrainingState state;
  state.epoch = count_of(counters[0]);
  state.batch = count_of(counters[1]);
  state.steps = static_cast<std::uint32_t>(std::min<std::size_t>(count_of(counters[2]), UINT32_MAX));
  state.epochs_without_improvement = count_of(counters[3]);
  state.best_loss = counters[4];
  for (const Json& name : part_of(run, "curve", Json::value_t::array))
    if (name.is_string()) state.curve.columns.push_back(name);
  state.curve.epochs = state.epoch;
  const auto curve = checkpoint.arrays.find("curve");
  if (curve != checkpoint.arrays.end()) state.curve.values = curve->second;
  state.tensors = images_of(checkpoint, "tensors");
  state.best = images_of(checkpoint, "best");
  return state;
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void require_same(const Json& then, const Json& now) {
  for (const auto& [name, value] : now.items()) {
    const auto found = then.find(name);
    if (found != then.end() && *found == value) continue;
    throw UsageError(fmt::format(
        "the checkpoint was written with another training: {}: {} then, {} now; continue with what was given "
        "then, or leave out --resume to start from the beginning",
        name, found == then.end() ? "nothing" : text_of(*found), text_of(value)));
  }
}

void require_same_key(const SchemeInfo& then, const SchemeInfo& now) {
  if (then.key_id != now.key_id)
    throw KeyError(fmt::format("the checkpoint is {}, the data {}",
                               then.plain() ? "plain" : "of the key " + then.key_id,
                               now.plain() ? "are plain" : "are encrypted under the key " + now.key_id));
}

}  // namespace

void add_conditions(TrainingConditions& conditions, const std::string& what, io::RecordSource& source,
                    const TrainingData& data) {
  const io::DatasetInfo& info = source.info();
  conditions["the records of " + what] = data.records();
  conditions["the shape of " + what] = to_string(info.x.shape);
  conditions["the records of " + what + " in memory at a time (--memory)"] = data.window();
  conditions["the fingerprint of " + what] = sample_fingerprint(source);
}

void write_checkpoint(const std::string& path, TrainingRun& run, const SchemeInfo& scheme,
                      const TrainingConditions& conditions) {
  const TrainingState state = run.state();
  io::Checkpoint checkpoint;
  checkpoint.scheme = scheme;
  checkpoint.run = Json{{"conditions", conditions}, {"curve", state.curve.columns}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
  checkpoint.arrays["counters"] = {static_cast<double>(state.epoch), static_cast<double>(state.batch),
                                   static_cast<double>(state.steps),
                                   static_cast<double>(state.epochs_without_improvement), state.best_loss};
  if (!state.curve.values.empty()) checkpoint.arrays["curve"] = state.curve.values;
  add_images(checkpoint, "tensors", state.tensors);
  add_images(checkpoint, "best", state.best);
  io::write_checkpoint(path, checkpoint);
}

void resume(TrainingRun& run, const std::string& path, const SchemeInfo& scheme,
            const TrainingConditions& conditions) {
  const io::Checkpoint checkpoint = io::read_checkpoint(path);
  try {
    require_same_key(checkpoint.scheme, scheme);
    const Json content = Json::parse(checkpoint.run, nullptr, false);
    require_same(part_of(content, "conditions", Json::value_t::object), conditions);
    run.resume(state_of(checkpoint, content));
  } catch (const KeyError& error) {
    throw KeyError(path + ": " + error.what());
  } catch (const UsageError& error) {
    throw UsageError(path + ": " + error.what());
  } catch (const DataError& error) {
    throw DataError(path + ": " + error.what());
  }
}

}  // namespace he::nn
