#include "he/audit/numbers.h"

#include <fmt/format.h>

#include <algorithm>

#include "he/error.h"
#include "he/io/records/source_options.h"
#include "he/io/source.h"

namespace he::audit {
namespace {

constexpr std::size_t kBlockBytes = 8u << 20;

std::unique_ptr<io::RecordSource> open_truth(const std::string& path) {
  io::SourceOptions options;
  options.find_id = true;
  return io::open_source(path, options);
}

}  // namespace

NumberColumns::NumberColumns(const io::DatasetInfo& info)
    : x_(element_count(info.x.shape)),
      y_(info.y ? element_count(info.y->shape) : 0),
      entries_(element_count(info.x.layout.element)) {}

std::size_t NumberColumns::block() const {
  return std::max<std::size_t>(1, kBlockBytes / (sizeof(double) * entries_ * count()));
}

Truth::Truth(const std::string& path, const io::RecordSource& data)
    : source_(open_truth(path)), columns_(source_->info()) {
  const io::DatasetInfo& info = source_->info();
  const NumberColumns wanted(data.info());
  if (!info.scheme.plain()) throw DataError(source_->name() + ": is encrypted; --truth takes the plain data");
  if (info.records != data.info().records)
    throw DataError(fmt::format("{} has {} records and {} has {}; --truth takes the data that was encrypted",
                                source_->name(), info.records, data.name(), data.info().records));
  if (columns_.count() != wanted.count() && columns_.count() != wanted.features())
    throw DataError(
        fmt::format("{} has {} numbers a record and {} has {}; --truth takes what he-decrypt writes of it",
                    source_->name(), columns_.count(), data.name(), wanted.count()));
}

}  // namespace he::audit
