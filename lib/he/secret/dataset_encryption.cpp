#include "he/secret/dataset_encryption.h"

#include <algorithm>

#include "he/error.h"
#include "he/parallel.h"
#include "he/secret/sealing.h"
#include "he/secret/streams.h"

namespace he::secret {
namespace {

constexpr std::size_t kReadBytes = 16u << 20;  ///< read at a time while looking for the longest identifier

std::size_t longest_id(io::RecordSource& source) {
  std::size_t longest = 0;
  source.seek(0);
  const std::size_t limit =
      std::max<std::size_t>(1, kReadBytes / (8 * (1 + element_count(source.info().x.shape))));
  for (io::Records r = source.next(limit); r.count > 0; r = source.next(limit))
    for (const std::string& id : r.ids) longest = std::max(longest, id.size());
  source.seek(0);
  if (longest > 65535) throw DataError(source.name() + ": an identifier has more than 65535 bytes");
  return longest;
}

/// Checks what any scheme wants of the records, before one of them is encrypted.
io::RecordSource& encryptable(io::RecordSource& source) {
  const io::DatasetInfo& info = source.info();
  if (!info.scheme.plain())
    throw DataError(source.name() + ": is encrypted already, under the key " + info.scheme.key_id);
  if (info.records == 0) throw DataError(source.name() + ": holds no records");
  return source;
}

}  // namespace

DatasetEncryption::DatasetEncryption(const SecretKey& key, io::RecordSource& source, io::RecordSource& whole,
                                     const SchemeOptions& options, const RandomSource& random)
    : key_(key),
      source_(encryptable(source)),
      random_(random),
      encryptor_(key.encryptor(source.info(), whole, options, random)),
      info_(source.info()) {
  if (info_.ids == io::IdKind::plain) {
    info_.ids = io::IdKind::sealed;
    info_.sealed_id_bytes = sealed_id_bytes(longest_id(whole));
  }
  info_.scheme = key.scheme();
  info_.scheme.seeded = key.scheme().seeded || random.seeded();
  info_.x.layout = encryptor_->layout();
  if (info_.y) info_.y->layout = encryptor_->layout();
  source_.seek(0);
}

io::Records DatasetEncryption::next() {
  const io::Records plain = source_.next(encryptor_->batch_records());
  io::Records out;
  out.first = plain.first;
  out.count = plain.count;
  if (plain.count == 0) return out;
  encryptor_->encrypt(plain, out);
  seal(plain, out);
  return out;
}

/// Block by block, each from a random stream of its own.
void DatasetEncryption::seal(const io::Records& plain, io::Records& out) {
  if (plain.ids.empty()) return;
  out.sealed_ids.resize(plain.ids.size() * info_.sealed_id_bytes);
  const std::size_t blocks = blocks_of(plain.count);
  parallel_for(blocks, 1, [&](std::size_t block) {
    const std::size_t first = block * kBlockRecords, count = std::min(kBlockRecords, plain.count - first);
    RandomStream stream(random_, (next_block_ + block) * kStreams + ids);
    const auto begin = plain.ids.begin() + static_cast<std::ptrdiff_t>(first);
    const auto sealed = seal_ids(key_.sealing_key(), {begin, begin + static_cast<std::ptrdiff_t>(count)},
                                 info_.sealed_id_bytes, info_.scheme.key_id, stream);
    std::copy(sealed.begin(), sealed.end(),
              out.sealed_ids.begin() + static_cast<std::ptrdiff_t>(first * info_.sealed_id_bytes));
  });
  next_block_ += blocks;
}

}  // namespace he::secret
