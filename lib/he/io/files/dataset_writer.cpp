#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "he/error.h"
#include "he/io/files/dataset_writer.h"
#include "he/io/files/field.h"
#include "he/io/files/header.h"
#include "he/io/hdf5/chunk_writer.h"
#include "he/io/hdf5/output_file.h"

namespace he::io {
namespace {

ChunkWriter<double> create_field(h5::File& file, const std::string& path, const Field& field,
                                 std::size_t records, bool plain) {
  if (row_width(field) == 0)
    throw DataError(file.where() + ": /" + path + " would have no values in a record");
  const Extents extents{field, records};
  ChunkWriter<double> writer(file, path, payload_shape(extents), field.layout.number,
                             field.layout.element.size());
  if (!plain) write_extents(writer.dataset(), extents);
  return writer;
}

}  // namespace

struct DatasetWriter::State {
  State(const std::string& path, const DatasetInfo& what, Privacy privacy);

  h5::OutputFile output;
  DatasetInfo info;
  ChunkWriter<double> x;
  std::optional<ChunkWriter<double>> y;
  std::optional<ChunkWriter<unsigned char>> sealed_ids;
  std::vector<std::string> ids;  ///< plain ones: their width is known at the end alone
  std::size_t written = 0;       ///< records

  void require_fit(const Records& records);
  void append(const Records& records);
};

DatasetWriter::State::State(const std::string& path, const DatasetInfo& what, Privacy privacy)
    : output(path, privacy),
      info(what),
      x(create_field(output.file(), info.kind == DatasetKind::dataset ? "x" : "y_hat", info.x, info.records,
                     info.scheme.plain())) {
  h5::File& file = output.file();
  write_header(file, info.kind == DatasetKind::dataset ? "dataset" : "predictions", info.scheme);
  if (info.y) y = create_field(file, "y", *info.y, info.records, info.scheme.plain());
  if (info.ids == IdKind::sealed) sealed_ids.emplace(file, "ids", Shape{info.records, info.sealed_id_bytes});
  if (!info.model_fingerprint.empty()) file.set_attribute("model_fingerprint", info.model_fingerprint);
  if (info.expected_error) file.set_attribute("expected_error", Array{{}, {*info.expected_error}});
  write_texts(file, "feature_names", info.feature_names);
  write_texts(file, "target_names", info.target_names);
  write_texts(file, "class_names", info.class_names);
}

void DatasetWriter::State::require_fit(const Records& records) {
  const bool fits =
      records.first == written && records.count <= info.records - written &&
      records.first % info.x.layout.record_granularity == 0 &&
      records.x.size() == info.x.layout.numbers(records.count, info.x.shape) &&
      records.y.size() == (info.y ? info.y->layout.numbers(records.count, info.y->shape) : 0) &&
      records.ids.size() == (info.ids == IdKind::plain ? records.count : 0) &&
      records.sealed_ids.size() == (info.ids == IdKind::sealed ? records.count * info.sealed_id_bytes : 0);
  if (!fits)
    throw DataError(
        fmt::format("{}: the records from number {} on do not fit to what the file was begun with",
                    output.file().where(), records.first + 1));
}

/// Up to the end of whichever chunk is full first, so that the order of the chunks on file, and with it every
/// byte, does not depend on how the records were handed over. (Sealed identifiers are cut alike: their chunks
/// come after those of x and y.)
void DatasetWriter::State::append(const Records& records) {
  const std::size_t granularity = info.x.layout.record_granularity;
  const std::size_t rows = info.x.layout.rows(records.count);
  for (std::size_t done = 0, step = 0; done < rows; done += step) {
    step = std::min(rows - done, x.room());
    if (y) step = std::min(step, y->room());
    x.append(records.x.data() + done * row_width(info.x), step);
    if (y) y->append(records.y.data() + done * row_width(*info.y), step);
    if (!sealed_ids) continue;
    const std::size_t first = done * granularity, last = std::min(records.count, first + step * granularity);
    sealed_ids->append(records.sealed_ids.data() + first * info.sealed_id_bytes, last - first);
  }
}

DatasetWriter::DatasetWriter(const std::string& path, const DatasetInfo& info, Privacy privacy)
    : state_(std::make_unique<State>(path, info, privacy)) {}

DatasetWriter::~DatasetWriter() = default;
DatasetWriter::DatasetWriter(DatasetWriter&&) noexcept = default;

void DatasetWriter::write(const Records& records) {
  state_->require_fit(records);
  state_->append(records);
  state_->ids.insert(state_->ids.end(), records.ids.begin(), records.ids.end());
  state_->written += records.count;
}

void DatasetWriter::set_provenance(const std::string& json) { state_->info.provenance = json; }

void DatasetWriter::prepare() {
  State& state = *state_;
  h5::File& file = state.output.file();
  if (state.written != state.info.records)
    throw DataError(
        fmt::format("{}: {} of {} records were written", file.where(), state.written, state.info.records));
  state.x.finish();
  if (state.y) state.y->finish();
  if (state.sealed_ids) state.sealed_ids->finish();
  if (state.info.ids == IdKind::plain) file.write_strings("ids", state.ids);
  if (!state.info.provenance.empty()) file.write_strings("provenance", {state.info.provenance});
  state.output.prepare();
}

void DatasetWriter::publish() { state_->output.publish(); }

void DatasetWriter::settle() noexcept { state_->output.settle(); }

}  // namespace he::io
