// The seam between schemes, files and networks, kept honest by a toy that is shaped as a lattice scheme is.
// It goes the way of the tools: key file, encryption, data file, evaluation key, plan, predictions,
// decryption, comparison.

#include <doctest/doctest.h>

#include <cmath>

#include "he/error.h"
#include "he/io/files/dataset_writer.h"
#include "he/io/files/evaluation_key.h"
#include "he/io/files/record_output.h"
#include "he/io/source.h"
#include "he/nn/prediction.h"
#include "he/secret/dataset_decryption.h"
#include "he/secret/dataset_encryption.h"
#include "he/secret/key_factory.h"
#include "he/secret/key_file.h"
#include "he/stats/comparison.h"
#include "io/scratch_folder.h"
#include "support/encryption.h"
#include "support/lattice_mock.h"

using namespace he;

namespace {

constexpr std::size_t kToyRecords = 150;  // three ciphertexts, the last not full

/// Normal weights, rounded to what the toy's weights can be, so that the error is that of the numbers alone.
std::vector<double> weights(std::size_t count, unsigned seed) {
  std::vector<double> values = test::normal_numbers(count, seed);
  for (double& value : values) value = std::round(value * 128) / 128;
  return values;
}

io::LayerDescription dense(const std::string& name, std::size_t inputs, std::size_t units, unsigned seed) {
  return {"Dense",
          name,
          {{"units", units}},
          {{"kernel", {inputs, units}, weights(inputs * units, seed)},
           {"bias", {units}, weights(units, seed + 1)}}};
}

io::LayerDescription activation(const std::string& name, const std::string& function) {
  return {"Activation", name, {{"activation", function}}, {}};
}

io::ModelDescription model_of(const Shape& input, std::vector<io::LayerDescription> layers) {
  io::ModelDescription model;
  model.input_shape = input;
  model.layers = std::move(layers);
  return model;
}

/// A folder with a table of patients, and keys and files of the toy made of it.
class Hospital {
 public:
  Hospital() {
    test::register_lattice_mock();
    const std::vector<double> x = test::normal_numbers(6 * kToyRecords, 9);
    std::string text = "id,a,b,c,d,e,f\n";
    for (std::size_t r = 0; r < kToyRecords; ++r) {
      text += "p" + std::to_string(r);
      for (std::size_t f = 0; f < 6; ++f) text += "," + std::to_string(x[6 * r + f]);
      text += "\n";
    }
    io::test::write_bytes(file("patients.csv"), text);
    const auto key = secret::generate_key({"lattice-mock", {}}, random_);
    secret::write_key(file("key"), *key, "", random_, io::Overwrite::refuse, file("evaluation.h5"));
  }

  std::string file(const std::string& name) const { return folder_.file(name); }
  std::unique_ptr<secret::SecretKey> key() const {
    return secret::read_key(file("key"), []() -> secret::Passphrases { throw KeyError("not sealed"); });
  }
  std::unique_ptr<io::RecordSource> table() const {
    io::SourceOptions options;
    options.id_column = "id";
    return io::open_source(file("patients.csv"), options);
  }
  void encrypt(const std::string& to) const {
    const auto source = table();
    const auto key_of_hospital = key();
    secret::DatasetEncryption encryption(*key_of_hospital, *source, *source, {}, random_);
    io::DatasetWriter writer(file(to), encryption.info());
    for (io::Records r = encryption.next(); r.count > 0; r = encryption.next()) writer.write(r);
    writer.commit();
  }
  void decrypt(const std::string& from, const std::string& to) const {
    const auto source = io::open_source(file(from));
    const auto key_of_hospital = key();
    secret::require_key(*key_of_hospital, source->info().scheme, from);
    secret::DatasetDecryption decryption(*key_of_hospital, source->info(), from);
    const auto output = io::open_record_output(file(to), decryption.info());
    for (io::Records r = source->next(64); r.count > 0; r = source->next(64))
      output->write(decryption.decrypt(r));
    output->commit();
  }

 private:
  secret::RandomSource random_;
  io::test::ScratchFolder folder_;
};

/// What he-infer does.
void infer(const nn::Network& network, const io::ModelDescription& model,
           std::unique_ptr<io::RecordSource> source, const std::string& evaluation_key,
           const std::string& to) {
  schemes::EvaluatorOptions options;
  if (!evaluation_key.empty())
    options.evaluation_key = std::make_shared<EvaluationKey>(
        io::read_evaluation_key(evaluation_key, source->info().scheme, source->name()));
  const auto evaluator = schemes::make_evaluator(source->info().scheme, options);
  REQUIRE(source->info().x.layout == evaluator->layout());
  const nn::Inference inference(network, *evaluator);
  const io::DatasetInfo info =
      nn::predictions_info(network, model, source->info(), *evaluator, inference.plan());
  const auto output = io::open_record_output(to, info);
  for (io::Records r = source->next(128); r.count > 0; r = source->next(128)) {
    std::vector<double> y(info.x.layout.numbers(r.count, network.output_shape()));
    inference.run(r.x, r.count, y);
    r.x = std::move(y);
    output->write(r);
  }
  output->commit();
}

std::string refusal(const io::ModelDescription& model, const schemes::EvaluatorOptions& options) {
  test::register_lattice_mock();
  SchemeInfo scheme;
  scheme.name = "lattice-mock";
  const auto evaluator = schemes::make_evaluator(scheme, options);
  const nn::Network network(model);
  try {
    const nn::Inference inference(network, *evaluator);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

schemes::EvaluatorOptions with_key() {
  EvaluationKey key;
  key.parts["relinearisation"] = {{1}, {1}};
  return {{}, std::make_shared<EvaluationKey>(key)};
}

}  // namespace

TEST_CASE(
    "a scheme with packed records, integers on file and another layout of results goes the tools' way") {
  const Hospital hospital;
  const io::ModelDescription model =
      model_of({6}, {dense("a", 6, 5, 1), activation("s", "square"), dense("b", 5, 2, 3)});
  const nn::Network network(model);
  hospital.encrypt("patients.h5");
  infer(network, model, io::open_source(hospital.file("patients.h5")), hospital.file("evaluation.h5"),
        hospital.file("predictions.h5"));
  hospital.decrypt("predictions.h5", "results.h5");
  infer(network, model, hospital.table(), "", hospital.file("plain.h5"));

  const auto predictions = io::open_source(hospital.file("predictions.h5"));
  CHECK(predictions->info().x.layout.number == NumberType::uint32);
  CHECK(predictions->info().x.layout.element == Shape{3, 64, 2});
  CHECK(predictions->info().x.layout.name ==
        "mock-2^49");  // 14 + 7, twice that, and 7: the bits of the scale
  const auto results = io::open_source(hospital.file("results.h5")),
             plain = io::open_source(hospital.file("plain.h5"));
  REQUIRE(results->info().expected_error);
  CHECK_FALSE(plain->info().expected_error);
  const stats::Comparison comparison = stats::compare(*results, *plain, false);
  const stats::Difference& difference = comparison.fields.at(0).overall;
  CHECK(comparison.records == kToyRecords);
  CHECK(difference.max_abs() <= *results->info().expected_error * std::max(1.0, difference.magnitude()));
  CHECK(difference.max_abs() > 0);  // numbers of 14 bits behind the point
}

TEST_CASE("a data set comes back from integers on file, identifiers included") {
  const Hospital hospital;
  hospital.encrypt("patients.h5");
  CHECK(io::open_source(hospital.file("patients.h5"))->info().x.layout.element == Shape{129});
  hospital.decrypt("patients.h5", "again.h5");
  const auto again = io::open_source(hospital.file("again.h5")), table = hospital.table();
  const io::Records a = again->next(kToyRecords), b = table->next(kToyRecords);
  CHECK(a.ids == b.ids);
  for (std::size_t i = 0; i < b.x.size(); ++i)
    CHECK(std::fabs(a.x[i] - b.x[i]) <= std::ldexp(1.0, -15));  // half of the last bit
}

TEST_CASE("what a lattice scheme cannot do is refused before the first record, by the name of the layer") {
  CHECK(refusal(model_of({4, 4, 1}, {{"MaxPooling2D", "pool", nlohmann::json::object(), {}}}), with_key()) ==
        "layer 'pool (MaxPooling2D)' is not supported by the scheme 'lattice-mock'");
  CHECK(refusal(model_of({3}, {activation("t", "tanh")}), with_key()).find("'t (Activation)'") !=
        std::string::npos);
  std::vector<io::LayerDescription> deep;
  for (unsigned i = 0; i < 7; ++i) deep.push_back(dense("d" + std::to_string(i), 2, 2, i));
  // 14 bits and 7 a layer: after six layers 56, and numbers of 10 bits no longer fit below 2^60 from the
  // sixth on.
  CHECK(refusal(model_of({2}, deep), with_key()) ==
        "layer 'd5 (Dense)' cannot run under this key: the modulus is too small for it");
}

TEST_CASE("an evaluation key that is missing or another's is noticed before the first record") {
  const io::ModelDescription square = model_of({2}, {dense("d", 2, 2, 1), activation("s", "square")});
  CHECK(refusal(square, {}) ==
        "layer 's (Activation)' needs an evaluation key: he-keygen --evaluation-key FILE");
  CHECK(refusal(square, with_key()).empty());
  CHECK(refusal(model_of({2}, {dense("d", 2, 2, 1)}), {}).empty());
  const Hospital hospital, other;
  hospital.encrypt("patients.h5");
  const auto data = io::open_source(hospital.file("patients.h5"));
  CHECK_THROWS_AS(io::read_evaluation_key(other.file("evaluation.h5"), data->info().scheme, "patients.h5"),
                  KeyError);
  SchemeInfo changed = data->info().scheme;
  changed.public_values["salt"].values[0] /= 2;
  CHECK_THROWS_WITH_AS(io::read_evaluation_key(hospital.file("evaluation.h5"), changed, "patients.h5"),
                       doctest::Contains("one of the two files was changed"), KeyError);
}
