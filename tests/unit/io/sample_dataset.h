#pragma once

#include <string>

#include "he/io/files/dataset_file.h"
#include "he/io/files/dataset_writer.h"

namespace he::io {

inline bool operator==(const Records& a, const Records& b) {
  return a.first == b.first && a.count == b.count && a.x == b.x && a.y == b.y && a.ids == b.ids &&
         a.sealed_ids == b.sealed_ids;
}

}  // namespace he::io

namespace he::io::test {

inline const std::string sample_key_id = "00112233445566778899aabbccddeeff";

/// A data set in memory: what is known of it and all its records.
struct Sample {
  DatasetInfo info;
  Records records;
};

/// Three features, two targets and a name per record.
inline Sample plain_sample(std::size_t count) {
  Sample sample;
  sample.info.records = sample.records.count = count;
  sample.info.x.shape = {3};
  sample.info.y = Field{{2}, {}};
  sample.info.feature_names = {"age", "chol", "größe"};
  sample.info.target_names = {"sick", "severity"};
  sample.info.class_names = {"no", "yes"};
  sample.info.ids = IdKind::plain;
  sample.info.provenance = R"({"tool": "test"})";
  for (std::size_t i = 0; i < count; ++i) sample.records.ids.push_back("p" + std::to_string(i));
  for (std::size_t i = 0; i < count * 3; ++i) sample.records.x.push_back(static_cast<double>(i) / 7);
  for (std::size_t i = 0; i < count * 2; ++i) sample.records.y.push_back(-static_cast<double>(i) / 3);
  return sample;
}

/// The same extents as 2x2 matrices of a scheme, with sealed identifiers of 5 bytes.
inline Sample encrypted_sample(std::size_t count) {
  Sample sample = plain_sample(count);
  sample.info.scheme = {"more", sample_key_id, {{"plane", {{2, 2}, {0.1, -2, 3, 4}}}}, true};
  sample.info.x.layout = sample.info.y->layout = {1, {2, 2}, "more-2x2"};
  sample.info.ids = IdKind::sealed;
  sample.info.sealed_id_bytes = 5;
  sample.records.ids.clear();
  sample.records.x.clear();
  sample.records.y.clear();
  for (std::size_t i = 0; i < count * 12; ++i) sample.records.x.push_back(static_cast<double>(i) / 11);
  for (std::size_t i = 0; i < count * 8; ++i) sample.records.y.push_back(-static_cast<double>(i) / 13);
  for (std::size_t i = 0; i < count * 5; ++i)
    sample.records.sealed_ids.push_back(static_cast<unsigned char>(i * 37));
  return sample;
}

inline Records part_of(const Sample& sample, std::size_t first, std::size_t count) {
  const auto cut = [&](const auto& all, std::size_t width, auto& part) {
    if (all.empty()) return;
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first * width);
    part.assign(begin, begin + static_cast<std::ptrdiff_t>(count * width));
  };
  const std::size_t all = sample.records.count;
  Records part;
  part.first = first;
  part.count = count;
  cut(sample.records.ids, 1, part.ids);
  cut(sample.records.sealed_ids, sample.info.sealed_id_bytes, part.sealed_ids);
  if (all == 0) return part;
  cut(sample.records.y, sample.records.y.size() / all, part.y);
  const PayloadLayout& layout = sample.info.x.layout;  // the only field that tests with groups of records
  const auto x =
      sample.records.x.begin() + static_cast<std::ptrdiff_t>(layout.numbers(first, sample.info.x.shape));
  part.x.assign(x, x + static_cast<std::ptrdiff_t>(layout.numbers(count, sample.info.x.shape)));
  return part;
}

inline void write_sample(const std::string& path, const Sample& sample, std::size_t block) {
  DatasetWriter writer(path, sample.info);
  for (std::size_t first = 0; first < sample.info.records; first += block)
    writer.write(part_of(sample, first, std::min(block, sample.info.records - first)));
  writer.commit();
}

inline Sample read_sample(const std::string& path, std::size_t block) {
  const auto source = open_dataset_file(path);
  Sample sample{source->info(), {}};
  const auto append = [](auto& all, const auto& part) { all.insert(all.end(), part.begin(), part.end()); };
  for (;;) {
    const Records part = source->next(block);
    if (part.count == 0) return sample;
    sample.records.count += part.count;
    append(sample.records.x, part.x);
    append(sample.records.y, part.y);
    append(sample.records.ids, part.ids);
    append(sample.records.sealed_ids, part.sealed_ids);
  }
}

}  // namespace he::io::test
