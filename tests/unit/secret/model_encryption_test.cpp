#include "he/secret/model_encryption.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "he/error.h"
#include "he/io/files/model_file.h"
#include "he/secret/more/key.h"
#include "io/keras_fixture.h"
#include "io/scratch_folder.h"
#include "support/encryption.h"

using namespace he;
using namespace he::secret;
using he::io::test::ScratchFolder;

namespace {

constexpr std::size_t kUnits = 5000;

/// One Dense layer of one input, its kernel normal, its bias 0.
io::ModelDescription dense_model() {
  io::ModelDescription model;
  model.input_shape = {1};
  model.layers = {{"Dense", "hidden", {{"units", kUnits}, {"activation", "tanh"}, {"use_bias", true}}, {}}};
  model.layers[0].weights = {{"kernel", {1, kUnits}, test::normal_numbers(kUnits, 3)},
                             {"bias", {kUnits}, std::vector<double>(kUnits, 0.0)}};
  model.feature_names = {"age"};
  return model;
}

io::ModelDescription with_curve() {
  io::ModelDescription model = dense_model();
  model.learning_curve = {{"loss", "validation_loss"}, 3, {900, 0.3, 800, 0.2, 700, 0.25}};
  return model;
}

std::unique_ptr<MoreKey> test_key(std::size_t degree = 1) {
  return MoreKey::generate(RandomSource(1), degree);
}

EncryptedModel encrypted(const io::ModelDescription& model, MaskKind mask, std::uint64_t seed = 4,
                         std::size_t degree = 1) {
  return encrypt(*test_key(degree), model, {{"mask", to_string(mask)}}, RandomSource(seed), "m.h5");
}

/// The mask channel of ciphertexts: trace − message.
std::vector<double> masks_of(const std::vector<double>& payload, const std::vector<double>& values) {
  std::vector<double> masks;
  for (std::size_t i = 0; i < values.size(); ++i)
    masks.push_back(payload[4 * i] + payload[4 * i + 3] - values[i]);
  return masks;
}

const std::vector<double>& weight(const io::ModelDescription& model, std::size_t index) {
  return model.layers[0].weights[index].values;
}

}  // namespace

TEST_CASE("a model and its learning curve come back through a file, names and options stay in clear") {
  const ScratchFolder folder;
  const io::ModelDescription model = with_curve();
  for (const auto& [mask, degree] : std::vector<std::pair<MaskKind, std::size_t>>{{MaskKind::normal, 1},
                                                                                  {MaskKind::uniform, 1},
                                                                                  {MaskKind::normal, 2},
                                                                                  {MaskKind::uniform, 3},
                                                                                  {MaskKind::normal, 8}}) {
    CAPTURE(degree);
    const EncryptedModel secret = encrypted(model, mask, 4, degree);
    const auto key = test_key(degree);
    const double tolerance = degree < 8 ? 1e-13 : 1e-12;
    CHECK(secret.weights == 2);
    CHECK(secret.numbers == 2 * kUnits + 6);
    io::write_model(folder.file("m.h5"), secret.model);
    const io::ModelDescription stored = io::read_model(folder.file("m.h5"));
    CHECK(stored.fingerprint == secret.model.fingerprint);
    CHECK(stored.scheme.key_id == key->scheme().key_id);
    CHECK(stored.scheme.seeded);
    CHECK(stored.layers[0].options == model.layers[0].options);
    CHECK(stored.feature_names == model.feature_names);

    const io::ModelDescription plain = decrypt(*key, stored, "m.h5");
    CHECK(plain.scheme.plain());
    CHECK(test::largest_difference(weight(model, 0), weight(plain, 0)) < tolerance);
    CHECK(test::largest_difference(weight(model, 1), weight(plain, 1)) < tolerance);
    CHECK(plain.learning_curve.columns == model.learning_curve.columns);
    CHECK(plain.learning_curve.epochs == 3);
    CHECK(test::largest_difference(model.learning_curve.values, plain.learning_curve.values) < tolerance);
    io::write_model(folder.file("plain.h5"), plain);
    CHECK(weight(io::read_model(folder.file("plain.h5")), 0) == weight(plain, 0));
  }
}

TEST_CASE("normal masks have the tensor's mean and deviation, uniform ones its range and a tenth more") {
  const io::ModelDescription model = dense_model();
  const auto statistics = test::statistics(weight(model, 0), 1)[0];
  const auto statistics_of = [&](MaskKind kind) {
    return test::statistics(masks_of(weight(encrypted(model, kind).model, 0), weight(model, 0)), 1)[0];
  };
  const auto normal = statistics_of(MaskKind::normal), uniform = statistics_of(MaskKind::uniform);
  // Standard errors of mean and deviation of n numbers: s/√n, s/√(2n).
  const double deviation = statistics.standard_deviation(), error = deviation / std::sqrt(kUnits);
  CHECK(std::fabs(normal.mean - statistics.mean) < 5 * error);
  CHECK(std::fabs(normal.standard_deviation() - deviation) < 5 * error / std::sqrt(2.0));
  const double range = statistics.maximum - statistics.minimum;
  CHECK(uniform.minimum >= statistics.minimum - 0.1 * range - 1e-12);
  CHECK(uniform.maximum <= statistics.maximum + 0.1 * range + 1e-12);
  CHECK(uniform.standard_deviation() == doctest::Approx(1.2 * range / std::sqrt(12.0)).epsilon(0.05));
}

TEST_CASE("a constant tensor takes uniform masks one to each side, whatever was asked for") {
  io::ModelDescription model = dense_model();
  std::fill(model.layers[0].weights[1].values.begin(), model.layers[0].weights[1].values.end(), 7.0);
  const EncryptedModel secret = encrypted(model, MaskKind::normal);
  const auto masks = test::statistics(masks_of(weight(secret.model, 1), weight(model, 1)), 1)[0];
  CHECK(masks.minimum >= 6);
  CHECK(masks.maximum <= 8);
  CHECK(masks.standard_deviation() == doctest::Approx(2 / std::sqrt(12.0)).epsilon(0.05));
  CHECK(secret.redrawn < 10);  // each with a probability of 1e-6: none, usually; never all of them
}

TEST_CASE("every column of a learning curve has masks of its own size") {
  const io::ModelDescription model = with_curve();
  const auto masks =
      masks_of(encrypted(model, MaskKind::uniform).model.learning_curve.values, model.learning_curve.values);
  for (std::size_t i = 0; i < masks.size(); i += 2) {
    CHECK(masks[i] >= 680 - 1e-9);  // 700 … 900, and a tenth of 200 more
    CHECK(masks[i] <= 920 + 1e-9);
    CHECK(masks[i + 1] >= 0.19 - 1e-12);
    CHECK(masks[i + 1] <= 0.31 + 1e-12);
  }
}

TEST_CASE("equal seeds give equal models, others different ones, and no two tensors share their masks") {
  io::ModelDescription model = dense_model();
  model.layers[0].weights[1].values = weight(model, 0);
  const EncryptedModel first = encrypted(model, MaskKind::normal);
  CHECK(weight(first.model, 0) == weight(encrypted(model, MaskKind::normal).model, 0));
  CHECK(weight(first.model, 0) != weight(encrypted(model, MaskKind::normal, 5).model, 0));
  CHECK(weight(first.model, 0) != weight(first.model, 1));
  const auto unseeded = encrypt(*test_key(), model, {{"mask", "normal"}}, RandomSource(), "m.h5");
  CHECK(weight(first.model, 0) != weight(unseeded.model, 0));
}

TEST_CASE("statistics in the options of a Normalization are encrypted with the weights") {
  using namespace he::io::test;
  const ScratchFolder folder;
  const Json options{{"axis", -1}, {"mean", {51.25, 131.5}}, {"variance", {81.75, 289.5}}};
  keras_file(folder.file("k.h5"),
             sequential({nullptr, 2}, Json::array({entry("Normalization", "n", options)})), "2.14.0")
      .close();
  const io::ModelDescription model = io::read_model(folder.file("k.h5"));
  io::write_model(folder.file("m.h5"), encrypted(model, MaskKind::normal).model);
  CHECK_FALSE(contains(read_bytes(folder.file("m.h5")), "131.5"));
  const auto plain = decrypt(*test_key(), io::read_model(folder.file("m.h5")), "m.h5");
  REQUIRE(plain.layers[0].weights.size() == 2);
  CHECK(test::largest_difference(weight(plain, 0), {51.25, 131.5}) < 1e-14);
  CHECK(test::largest_difference(weight(plain, 1), {81.75, 289.5}) < 1e-14);
}

TEST_CASE("a weight that is one number comes back, in a layer that is not known here") {
  const ScratchFolder folder;
  io::ModelDescription model;
  model.input_shape = {1};
  model.layers = {{"Gain", "gain", io::test::Json::object(), {{"factor", {}, {2.5}}}}};
  io::write_model(folder.file("m.h5"), encrypted(model, MaskKind::normal).model);
  const auto plain = decrypt(*test_key(), io::read_model(folder.file("m.h5")), "m.h5");
  CHECK(plain.layers[0].weights[0].shape.empty());
  CHECK(weight(plain, 0)[0] == doctest::Approx(2.5).epsilon(1e-14));
}

TEST_CASE("models that cannot be encrypted are refused with the reason") {
  io::ModelDescription model = dense_model();
  CHECK_THROWS_WITH_AS(
      encrypted(model, MaskKind::decoy),
      "--mask decoy is for records; a model has no other records to be decoys: take normal or uniform masks",
      UsageError);
  model.layers[0].weights[0].values[2] = std::nan("");
  CHECK_THROWS_WITH_AS(encrypted(model, MaskKind::normal),
                       "m.h5: layer 'hidden': kernel: number 3 is not finite, and cannot be masked",
                       DataError);
  CHECK_THROWS_WITH_AS(encrypted(encrypted(dense_model(), MaskKind::normal).model, MaskKind::normal),
                       doctest::Contains("m.h5: is encrypted already, under the key "), DataError);
  model.layers = {{"ReLU", "relu", io::test::Json::object(), {}}};
  CHECK_THROWS_WITH_AS(encrypted(model, MaskKind::normal),
                       "m.h5: the model has no weights; there is nothing to encrypt", DataError);
}

TEST_CASE("a model in another layout than the key's is refused, not read beyond its end") {
  io::ModelDescription model = encrypted(dense_model(), MaskKind::normal).model;
  model.layout.element = {1};
  CHECK_THROWS_WITH_AS(decrypt(*test_key(), model, "m.h5"),
                       "m.h5: its numbers are not laid out as the scheme 'more' writes them", DataError);
}
