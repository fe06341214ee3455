#include <benchmark/benchmark.h>

#include <cstring>
#include <memory>

#include "benchmarks.h"
#include "row.h"
#include "support/encryption.h"

namespace he::benchmarks {
namespace {

// 4 million numbers make 134 MB of ciphertexts: more than any cache.
constexpr std::size_t kFeatures = 64, kNumbers = kFeatures << 16;

struct Data {
  secret::RandomSource random;
  std::uint64_t streams = 0;
  std::unique_ptr<secret::MoreKey> key = secret::MoreKey::generate(random);
  std::vector<double> x = test::normal_numbers(kNumbers, 1), payload = std::vector<double>(4 * kNumbers, 1.0),
                      copy = payload;
  secret::MaskDistribution uniform{secret::MaskKind::uniform, test::statistics(x, kFeatures)};
  secret::MaskDistribution normal{secret::MaskKind::normal, test::statistics(x, kFeatures)};
};

void encrypt(Data& data, const secret::MaskDistribution& masks) {
  secret::RandomStream stream(data.random, ++data.streams);
  secret::MaskBlock block(masks, stream, {});
  data.key->encrypt(data.x, block, data.payload);
}

}  // namespace

void register_encryption() {
  const auto data = std::make_shared<Data>();
  Row row("encryption", kNumbers);
  row.add("memcpy of the ciphertexts", [data] {
    std::memcpy(data->copy.data(), data->payload.data(), data->payload.size() * sizeof(double));
    benchmark::ClobberMemory();
  });
  row.add("uniform masks", [data] { encrypt(*data, data->uniform); });
  row.add("normal masks", [data] { encrypt(*data, data->normal); });
  row.add("decryption", [data] {
    data->key->decrypt(data->payload, std::span(data->copy).first(kNumbers));
    benchmark::ClobberMemory();
  });
}

}  // namespace he::benchmarks
