#include "he/io/describe_file.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "he/error.h"
#include "he/io/files/dataset_writer.h"
#include "he/io/files/header.h"
#include "he/io/files/model_file.h"
#include "he/io/hdf5/output_file.h"
#include "he/io/models/model.h"

namespace {

/// A name for a file of this test, which is removed at the end.
struct TemporaryFile {
  std::string path;
  explicit TemporaryFile(const std::string& name)
      : path(std::filesystem::temp_directory_path() / ("he-describe-" + std::to_string(getpid()) + name)) {}
  ~TemporaryFile() { std::filesystem::remove(path); }
};

he::SchemeInfo more() { return {"more", std::string(32, 'a'), {{"plane", {{2, 2}, {0, 1, 1, 0}}}}, true}; }

}  // namespace

TEST_CASE("an encrypted data set is described without its numbers") {
  const TemporaryFile file("data.h5");
  he::io::DatasetInfo info;
  info.scheme = more();
  info.records = 3;
  info.x = {{2}, {1, {2, 2}, "more-2x2"}};
  info.feature_names = {"age", "bmi"};
  info.provenance = R"({"tool":"he-encrypt"})";
  he::io::DatasetWriter writer(file.path, info);
  writer.write({0, 3, std::vector<double>(24, 0.5), {}, {}, {}});
  writer.commit();

  const auto json = he::io::describe_file(file.path);
  CHECK(json["kind"] == "dataset");
  CHECK(json["scheme"] == "more");
  CHECK(json["key_id"] == std::string(32, 'a'));
  CHECK(json["seeded"] == true);
  CHECK(json["records"] == 3);
  CHECK(json["x"]["shape"] == nlohmann::json{2});
  CHECK(json["x"]["layout"] == "more-2x2");
  CHECK(json["feature_names"] == nlohmann::json{"age", "bmi"});
  CHECK(json["identifiers"] == "none");
  CHECK(json["provenance"]["tool"] == "he-encrypt");
}

TEST_CASE("of a secret key nothing but scheme, key id and its seal is told") {
  for (const bool sealed : {false, true}) {
    const TemporaryFile file("key.h5");
    {
      he::io::h5::OutputFile output(file.path);
      he::io::write_header(output.file(), "secret-key", more());
      output.file().write_bytes("key", {4}, {1, 2, 3, 4});
      if (sealed) output.file().dataset("key").set_attribute("salt", he::io::h5::Bytes{9, 9});
      output.commit();
    }
    const auto json = he::io::describe_file(file.path);
    CHECK(json["kind"] == "secret-key");
    CHECK(json["sealed_by_passphrase"] == sealed);
    for (const char* hidden : {"content", "public_values"}) CHECK_FALSE(json.contains(hidden));
  }
}

TEST_CASE("a model is described layer by layer, with its parameters counted") {
  const TemporaryFile file("model.h5");
  he::io::ModelDescription model;
  model.input_shape = {2};
  model.layers.push_back({"Dense", "dense", {{"units", 3}, {"activation", "tanh"}, {"use_bias", true}}, {}});
  model.layers[0].weights = {{"kernel", {2, 3}, std::vector<double>(6, 0.5)}, {"bias", {3}, {1, 2, 3}}};
  he::io::write_model(file.path, model);

  const auto json = he::io::describe_file(file.path);
  CHECK(json["kind"] == "model");
  CHECK(json["input_shape"] == nlohmann::json{2});
  CHECK(json["parameters"] == 9);
  REQUIRE(json["layers"].size() == 1);
  CHECK(json["layers"][0]["class"] == "Dense");
  CHECK(json["layers"][0]["activation"] == "tanh");
  CHECK(json["layers"][0]["weights"]["kernel"] == nlohmann::json{2, 3});
}

TEST_CASE("of a learning curve its length is told and, where it is plain, its end") {
  const TemporaryFile file("curve.h5");
  he::io::ModelDescription model;
  model.input_shape = {1};
  model.layers.push_back({"Dense", "d", {{"units", 1}, {"use_bias", false}}, {{"kernel", {1, 1}, {0.5}}}});
  model.learning_curve = {{"loss", "accuracy"}, 2, {0.5, 0.75, 0.25, 0.875}};
  he::io::write_model(file.path, model);
  CHECK(he::io::describe_file(file.path)["learning_curve"] ==
        nlohmann::ordered_json::parse(
            R"({"epochs":2,"columns":["loss","accuracy"],"last":{"loss":0.25,"accuracy":0.875}})"));

  model.scheme = more();
  model.layout = {1, {2, 2}, "more-2x2"};
  model.layers[0].weights[0].values.assign(4, 0.5);
  model.learning_curve.values.assign(16, 0.5);
  he::io::write_model(file.path, model);
  CHECK(he::io::describe_file(file.path)["learning_curve"] ==
        nlohmann::ordered_json::parse(R"({"epochs":2,"columns":["loss","accuracy"]})"));
}

TEST_CASE("a table is described even where it could not be encrypted as it is") {
  const TemporaryFile file("table.csv");
  std::ofstream(file.path) << "age;sex;bmi\n63;m;21\n;f;30\n55;m;?\n";
  const auto json = he::io::describe_file(file.path);
  CHECK(json["separator"] == ";");
  CHECK(json["records"] == 3);
  CHECK(json["columns"] == nlohmann::json{"age", "sex", "bmi"});
  CHECK(json["text_columns"] == nlohmann::json{"sex"});
  CHECK(json["missing_values"] == 2);
  CHECK(json["row_of_names"] == true);
}

TEST_CASE("an HDF5 file that is none of ours says what was looked for") {
  const TemporaryFile file("other.h5");
  {
    he::io::h5::OutputFile output(file.path);
    output.file().write_numbers("temperature", {{2}, {1, 2}});
    output.commit();
  }
  CHECK_THROWS_WITH_AS(he::io::describe_file(file.path), doctest::Contains("no file of this project"),
                       he::DataError);
}
