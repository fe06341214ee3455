#include <benchmark/benchmark.h>

#include <cstring>

#include "benchmarks.h"
#include "support/encryption.h"

namespace he::benchmarks {
namespace {

// 4 million numbers make 134 MB of ciphertexts: more than any cache.
constexpr std::size_t kFeatures = 64, kNumbers = kFeatures << 16;

struct Data {
  secret::RandomSource random;
  std::unique_ptr<secret::MoreKey> key = secret::MoreKey::generate(random);
  std::vector<double> x = test::normal_numbers(kNumbers, 1), payload = std::vector<double>(4 * kNumbers, 1.0),
                      copy = payload;
  secret::MaskDistribution uniform{secret::MaskKind::uniform, test::statistics(x, kFeatures)};
  secret::MaskDistribution normal{secret::MaskKind::normal, test::statistics(x, kFeatures)};
};

template <class Body>
void measure(const std::string& name, std::shared_ptr<Data> data, Body body) {
  names().push_back("encryption/" + name);
  benchmark::RegisterBenchmark(
      names().back().c_str(),
      [data, body](benchmark::State& state) {
        std::uint64_t stream = 0;
        for (auto _ : state) body(*data, ++stream);
        state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kNumbers));
      })
      ->MeasureProcessCPUTime()
      ->UseRealTime();
}

void encrypt(Data& data, const secret::MaskDistribution& masks, std::uint64_t number) {
  secret::RandomStream stream(data.random, number);
  secret::MaskBlock block(masks, stream, {});
  data.key->encrypt(data.x, block, data.payload);
}

}  // namespace

void register_encryption() {
  const auto data = std::make_shared<Data>();
  measure("memcpy of the ciphertexts", data, [](Data& d, std::uint64_t) {
    std::memcpy(d.copy.data(), d.payload.data(), d.payload.size() * sizeof(double));
    benchmark::ClobberMemory();
  });
  measure("uniform masks", data, [](Data& d, std::uint64_t number) { encrypt(d, d.uniform, number); });
  measure("normal masks", data, [](Data& d, std::uint64_t number) { encrypt(d, d.normal, number); });
  measure("decryption", data, [](Data& d, std::uint64_t) {
    std::vector<double>& out = d.copy;
    d.key->decrypt(d.payload, std::span(out).first(kNumbers));
    benchmark::ClobberMemory();
  });
}

}  // namespace he::benchmarks
