#include "he/io/files/model_file.h"
#include "he/io/files/learning_curve.h"
#include "he/io/models/model.h"

#include <doctest/doctest.h>

#include <map>

#include "he/error.h"
#include "he/io/files/header.h"
#include "he/io/hdf5/output_file.h"
#include "io/keras_fixture.h"
#include "io/keras_samples.h"
#include "io/scratch_folder.h"

using namespace he;
using namespace he::io;
using namespace he::io::test;

namespace {

Weight weight(const std::string& name, const Shape& shape, double first = 1) {
  Array numbers = counted(shape);
  for (double& value : numbers.values) value = first + value / 4;
  return {name, shape, numbers.values};
}

/// Dense, LeakyReLU, BatchNormalization, Dense, as somebody composes it: options without defaults.
ModelDescription small_model() {
  ModelDescription model;
  model.name = "risk";
  model.input_shape = {3};
  model.layers = {{"Dense", "hidden", {{"units", 2}}, {weight("kernel", {3, 2}), weight("bias", {2})}},
                  {"LeakyReLU", "leaky", {{"negative_slope", 0.125}}, {}},
                  {"BatchNormalization",
                   "norm",
                   Json::object(),
                   {weight("gamma", {2}), weight("beta", {2}), weight("moving_mean", {2}),
                    weight("moving_variance", {2})}},
                  {"Dense",
                   "out",
                   {{"units", 1}, {"activation", "sigmoid"}, {"use_bias", false}},
                   {weight("kernel", {2, 1})}}};
  model.feature_names = {"age", "blood pressure", "größe"};
  model.target_names = {"risk"};
  model.class_names = {"no", "yes"};
  return model;
}

void check_equal(const ModelDescription& a, const ModelDescription& b) {
  CHECK(a.name == b.name);
  CHECK(a.input_shape == b.input_shape);
  REQUIRE(a.layers.size() == b.layers.size());
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    CHECK(a.layers[i].class_name == b.layers[i].class_name);
    CHECK(a.layers[i].name == b.layers[i].name);
    CHECK(a.layers[i].options == b.layers[i].options);
    REQUIRE(a.layers[i].weights.size() == b.layers[i].weights.size());
    for (std::size_t j = 0; j < a.layers[i].weights.size(); ++j) {
      CHECK(a.layers[i].weights[j].name == b.layers[i].weights[j].name);
      CHECK(a.layers[i].weights[j].shape == b.layers[i].weights[j].shape);
      CHECK(a.layers[i].weights[j].values == b.layers[i].weights[j].values);
    }
  }
}

/// Type of an attribute: class, variable length, character set, extents.
std::string attribute_type(const h5::Object& object, const std::string& name) {
  const h5::Handle attribute(H5Aopen(object.id(), name.c_str(), H5P_DEFAULT));
  const h5::Handle type(H5Aget_type(attribute)), space(H5Aget_space(attribute));
  hsize_t extents[H5S_MAX_RANK] = {};
  const int rank = H5Sget_simple_extent_dims(space, extents, nullptr);
  std::string text = std::to_string(H5Tget_class(type)) + " rank " + std::to_string(rank);
  for (int i = 0; i < rank; ++i) text += " " + std::to_string(extents[i]);
  if (H5Tget_class(type) == H5T_STRING)
    text += H5Tis_variable_str(type) > 0 ? " variable cset " + std::to_string(H5Tget_cset(type)) : " fixed";
  return text;
}

/// Every object and attribute of a file with its type, without what training leaves and what is this
/// project's own.
void list_layout(const h5::Group& group, std::map<std::string, std::string>& layout) {
  for (const std::string& name : group.attribute_names())
    if (!name.starts_with("he_") && name != "training_config")
      layout[group.path() + "@" + name] = attribute_type(group, name);
  for (const std::string& name : group.children()) {
    if (name == "optimizer_weights") continue;
    if (group.has_group(name)) {
      list_layout(group.group(name), layout);
      continue;
    }
    const h5::Dataset dataset = group.dataset(name);
    const h5::Handle type(H5Dget_type(dataset.id()));
    layout[dataset.path()] =
        to_string(dataset.shape()) + (H5Tequal(type, H5T_IEEE_F32LE) > 0 ? " float32" : " other");
  }
}

std::map<std::string, std::string> layout_of(const std::string& path) {
  std::map<std::string, std::string> layout;
  list_layout(h5::File::open(path, path), layout);
  return layout;
}

/// The small model with payload of a scheme in the place of its weights.
ModelDescription payload_model() {
  ModelDescription model = small_model();
  model.scheme.name = "more";
  model.scheme.key_id = "00112233445566778899aabbccddeeff";
  model.scheme.public_values["plane"] = {{2, 2}, {0.5, 1, 0.75, -0.5}};
  model.layout = {1, {2, 2}, "more-2x2"};
  for (LayerDescription& layer : model.layers)
    for (Weight& w : layer.weights) {
      Shape stored = w.shape;
      stored.insert(stored.end(), {2, 2});
      w.values = counted(stored).values;
      w.values[0] = 1.0 / 3.0;
    }
  return model;
}

/// What reading the model says once `damage` has changed its file.
template <typename Damage>
std::string read_refusal(const ModelDescription& model, Damage damage) {
  const ScratchFolder folder;
  write_model(folder.file("m.h5"), model);
  {
    const h5::Handle file(H5Fopen(folder.file("m.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
    damage(static_cast<hid_t>(file));
  }
  return sentence_of<DataError>([&] { read_model(folder.file("m.h5")); });
}

std::string write_refusal(const ModelDescription& model) {
  const ScratchFolder folder;
  const std::string refusal = sentence_of<DataError>([&] { write_model(folder.file("m.h5"), model); });
  CHECK(folder.content().empty());
  return refusal;
}

}  // namespace

TEST_CASE("A model that was written reads back as it is, with its options completed") {
  const ScratchFolder folder;
  const std::string path = folder.file("m.h5");
  const ModelDescription model = small_model();
  write_model(path, model);
  const ModelDescription read = read_model(path);
  ModelDescription expected = model;
  expected.layers[0].options = {{"units", 2}, {"activation", "linear"}, {"use_bias", true}};
  expected.layers[2].options = {
      {"axis", -1}, {"momentum", 0.99}, {"epsilon", 0.001}, {"center", true}, {"scale", true}};
  check_equal(read, expected);
  CHECK(read.feature_names == model.feature_names);
  CHECK(read.target_names == model.target_names);
  CHECK(read.class_names == model.class_names);
  CHECK(read.keras_version == "2.14.0");
  CHECK(folder.content() == std::vector<std::string>{"m.h5"});
}

TEST_CASE("Reading and writing again changes nothing, nor the fingerprint") {
  if (!have_samples()) return;
  const ScratchFolder folder;
  for (const char* name : {"derived_full_k2.2.4tf_lenet5_avgpool.h5", "k1.2.2_mlp_tanh_tfscope.h5",
                           "k2.1.3_cnn_batchnorm_activation.h5", "k2.2.2_mnist_mlp_functional.h5",
                           "k2.3.1_leakyrelu_layer.h5", "k3.13.2_ecg_conv1d.h5"}) {
    CAPTURE(name);
    const ModelDescription model = read_model(sample(name));
    write_model(folder.file("m.h5"), model);
    const ModelDescription again = read_model(folder.file("m.h5"));
    check_equal(again, model);
    CHECK(again.fingerprint == model.fingerprint);
  }
}

TEST_CASE("What is written has the groups, attributes and types of Keras 2.14") {
  if (!have_samples()) return;
  const ScratchFolder folder;
  for (const char* name : {"k2.14.0_mnist_cnn.h5", "k2.14.0_heart_mlp.h5"}) {
    CAPTURE(name);
    write_model(folder.file("m.h5"), read_model(sample(name)));
    CHECK(layout_of(folder.file("m.h5")) == layout_of(sample(name)));
  }
}

TEST_CASE("The configuration that is written has every option that Keras 2.14 writes") {
  if (!have_samples()) return;
  const ScratchFolder folder;
  const std::string name = sample("k2.14.0_mnist_cnn.h5");
  write_model(folder.file("m.h5"), read_model(name));
  const h5::File ours = h5::File::open(folder.file("m.h5"), "ours"), keras = h5::File::open(name, "keras");
  const Json written = Json::parse(ours.attribute_string("model_config"));
  Json expected = Json::parse(keras.attribute_string("model_config"));
  expected["config"]["layers"][1]["config"].erase("batch_input_shape");  // the InputLayer states it
  CHECK(written == expected);
}

TEST_CASE("Values that no float32 holds are written as float64, the others as Keras writes them") {
  const ScratchFolder folder;
  ModelDescription model = small_model();
  write_model(folder.file("single.h5"), model);
  model.layers[0].weights[0].values[0] = 0.1;
  write_model(folder.file("double.h5"), model);
  CHECK(contains(layout_of(folder.file("single.h5"))["/model_weights/hidden/hidden/kernel:0"], "float32"));
  CHECK(contains(layout_of(folder.file("double.h5"))["/model_weights/hidden/hidden/kernel:0"], "other"));
  CHECK(read_model(folder.file("double.h5")).layers[0].weights[0].values[0] == 0.1);
}

TEST_CASE("hard_sigmoid keeps its meaning through a file") {
  const ScratchFolder folder;
  ModelDescription model = small_model();
  for (double slope : {0.2, 1.0 / 6.0}) {
    model.layers[3].options["activation"] = "hard_sigmoid";
    model.layers[3].options["hard_sigmoid_slope"] = slope;
    write_model(folder.file("m.h5"), model);
    CHECK(read_model(folder.file("m.h5")).layers[3].options["hard_sigmoid_slope"] == slope);
  }
  model.layers[0].options["activation"] = "hard_sigmoid";
  model.layers[0].options["hard_sigmoid_slope"] = 0.2;
  CHECK(contains(write_refusal(model), "mixes the hard_sigmoid of Keras 2"));
}

TEST_CASE("A Normalization is written with the count that Keras asks for") {
  const ScratchFolder folder;
  ModelDescription model = small_model();
  model.layers = {{"Normalization", "n", Json::object(), {weight("mean", {3}), weight("variance", {3})}}};
  write_model(folder.file("m.h5"), model);
  const h5::File file = h5::File::open(folder.file("m.h5"), "m.h5");
  CHECK(file.group("model_weights/n").attribute_strings("weight_names") ==
        std::vector<std::string>{"n/mean:0", "n/variance:0", "n/count:0"});
  CHECK(file.dataset("model_weights/n/n/count:0").shape().empty());
  const ModelDescription read = read_model(folder.file("m.h5"));
  CHECK(read.layers[0].options == Json{{"axis", -1}});
  CHECK(read.layers[0].weights.size() == 2);
}

TEST_CASE("An encrypted model keeps its scheme, its layout and every bit of its payload") {
  const ScratchFolder folder;
  const ModelDescription model = payload_model();
  write_model(folder.file("m.h5"), model);
  const ModelDescription read = read_model(folder.file("m.h5"));
  CHECK(read.scheme.name == "more");
  CHECK(read.scheme.key_id == model.scheme.key_id);
  CHECK(read.scheme.public_values == model.scheme.public_values);
  CHECK(read.layout == model.layout);
  CHECK(read.layers[0].weights[0].shape == Shape{3, 2});
  CHECK(read.layers[0].weights[0].values == model.layers[0].weights[0].values);
  const h5::File file = h5::File::open(folder.file("m.h5"), "m.h5");
  CHECK(file.dataset("model_weights/hidden/hidden/kernel:0").shape() == Shape{3, 2, 2, 2});
}

TEST_CASE("A learning curve is kept bit by bit, plain and encrypted, and leaves the fingerprint alone") {
  const ScratchFolder folder;
  for (ModelDescription model : {small_model(), payload_model()}) {
    write_model(folder.file("m.h5"), model);
    const std::string fingerprint = read_model(folder.file("m.h5")).fingerprint;
    CHECK(read_model(folder.file("m.h5")).learning_curve.columns.empty());
    model.learning_curve = {{"loss", "validation_loss"}, 3, {}};
    Shape stored{3, 2};
    stored.insert(stored.end(), model.layout.element.begin(), model.layout.element.end());
    model.learning_curve.values = counted(stored).values;
    model.learning_curve.values[1] = 1.0 / 3.0;
    write_model(folder.file("m.h5"), model);
    const ModelDescription read = read_model(folder.file("m.h5"));
    CHECK(read.learning_curve.columns == model.learning_curve.columns);
    CHECK(read.learning_curve.epochs == 3);
    CHECK(read.learning_curve.values == model.learning_curve.values);
    CHECK(read.fingerprint == fingerprint);
    const h5::File file = h5::File::open(folder.file("m.h5"), "m.h5");
    const h5::Dataset curve = file.dataset("learning_curve");
    CHECK(curve.shape() == stored);
    CHECK(curve.has_attribute("layout") == !model.scheme.plain());
    if (model.scheme.plain()) continue;
    CHECK(curve.attribute_integers("logical_shape") == std::vector<long long>{3, 2});
    CHECK(curve.attribute_integer("record_granularity") == 1);
    CHECK(curve.attribute_string("layout") == "more-2x2");
  }
}

TEST_CASE("A learning curve that contradicts itself is neither written nor read") {
  ModelDescription model = small_model();
  model.learning_curve = {{"loss", "accuracy"}, 3, {1, 2, 3, 4, 5}};
  CHECK(contains(write_refusal(model),
                 "the learning curve holds 5 values, not those of 3 epochs and 2 columns"));
  model.learning_curve = {{"loss"}, 0, {}};
  CHECK(contains(write_refusal(model), "the learning curve holds 0 values, not those of 0 epochs"));

  model.learning_curve = {{"loss", "accuracy"}, 2, {1, 2, 3, 4}};
  const auto remove = [](hid_t file, const char* name) { REQUIRE(H5Ldelete(file, name, H5P_DEFAULT) >= 0); };
  const auto replace = [&](hid_t file, const std::vector<hsize_t>& extents, hid_t type, bool allocated) {
    remove(file, "learning_curve");
    const h5::Handle space(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr));
    const h5::Handle creation(H5Pcreate(H5P_DATASET_CREATE));
    const std::vector<hsize_t> chunk(extents.size(), 1);
    if (!allocated) REQUIRE(H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data()) >= 0);
    const h5::Handle dataset(
        H5Dcreate2(file, "learning_curve", type, space, H5P_DEFAULT, creation, H5P_DEFAULT));
    const std::vector<double> zeros(64);
    if (allocated)
      REQUIRE(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, zeros.data()) >= 0);
  };
  CHECK(contains(read_refusal(model, [&](hid_t file) { remove(file, "learning_curve_names"); }),
                 "/learning_curve_names is missing"));
  CHECK(contains(read_refusal(model,
                              [&](hid_t file) {
                                replace(file, {2, 3}, H5T_IEEE_F64LE, true);
                              }),
                 "/learning_curve_names has 2 names for 3 columns"));
  CHECK(contains(read_refusal(model, [&](hid_t file) { replace(file, {4}, H5T_IEEE_F64LE, true); }),
                 "where [epochs, columns] were expected"));
  const hsize_t huge = hsize_t{1} << 40;  // 16 TB that the file does not hold
  CHECK(contains(read_refusal(model,
                              [&](hid_t file) {
                                replace(file, {huge, 2}, H5T_IEEE_F64LE, false);
                              }),
                 "learning_curve"));

  const auto as_text = [&](hid_t file) {
    remove(file, "learning_curve");
    REQUIRE(H5Lcreate_hard(file, "learning_curve_names", file, "learning_curve", H5P_DEFAULT, H5P_DEFAULT) >=
            0);
  };
  CHECK(contains(read_refusal(model, as_text), "learning_curve"));

  ModelDescription secret = payload_model();
  secret.learning_curve = {{"loss"}, 2, counted({2, 1, 2, 2}).values};
  CHECK(contains(read_refusal(secret,
                              [&](hid_t file) {
                                replace(file, {2, 1, 2, 2}, H5T_IEEE_F64LE, true);
                              }),
                 "logical_shape"));
}

TEST_CASE("A learning curve is a table with one row an epoch") {
  const LearningCurve curve{{"loss", "a,b"}, 2, {0.5, 1.0 / 3.0, 0.25, 10}};
  CHECK(to_csv(curve) == "epoch,loss,\"a,b\"\n1,0.5,0.3333333333333333\n2,0.25,10\n");
  CHECK(to_csv(curve, 2) == "epoch,loss,\"a,b\"\n1,0.5,0.33\n2,0.25,10\n");
  LearningCurve longer{{"loss"}, 123, std::vector<double>(123, 1)};
  CHECK(contains(to_csv(longer, 1), "\n123,1\n"));  // epochs are never rounded
}

TEST_CASE("The fingerprint tells models apart by options and by weights, not by where they were saved") {
  const ScratchFolder folder;
  auto fingerprint = [&](const ModelDescription& model) {
    write_model(folder.file("m.h5"), model);
    return read_model(folder.file("m.h5")).fingerprint;
  };
  const std::string first = fingerprint(small_model());
  ModelDescription model = small_model();
  model.name = "another";
  model.keras_version = "3.0.0";
  CHECK(fingerprint(model) == first);
  model.layers[1].options["negative_slope"] = 0.25;
  CHECK(fingerprint(model) != first);
  model = small_model();
  model.layers[3].weights[0].values[1] += 1;
  CHECK(fingerprint(model) != first);
}

TEST_CASE("Equal models give equal bytes") {
  const ScratchFolder folder;
  write_model(folder.file("a.h5"), small_model());
  write_model(folder.file("b.h5"), small_model());
  CHECK(read_bytes(folder.file("a.h5")) == read_bytes(folder.file("b.h5")));
}

TEST_CASE("A model that could not be read back is not written") {
  ModelDescription model = small_model();
  model.layers[0].weights.pop_back();
  CHECK(contains(write_refusal(model), "layer 'hidden' (Dense): the weight 'bias' is missing"));
  model = small_model();
  model.layers[0].weights[0].values.pop_back();
  CHECK(contains(write_refusal(model), "the weight 'hidden/kernel:0' holds 5 values"));
  model = small_model();
  model.layers[0].options["units"] = 4;
  CHECK(contains(write_refusal(model),
                 "weight 'kernel' has the shape 3x2, but the configuration asks for ?x4"));
  model = small_model();
  model.layers[1].name = "hidden";
  CHECK(contains(write_refusal(model), "two layers called 'hidden'"));
  model = small_model();
  model.layers[1].name.clear();
  CHECK(contains(write_refusal(model), "a layer of class 'LeakyReLU' has no name"));
  model = small_model();
  model.layers[3].options["activation"] = {{"class_name", "LeakyReLU"}, {"config", {{"alpha", 0.5}}}};
  CHECK(contains(write_refusal(model), "layer 'out' or its activation stands for several layers"));
  model = small_model();
  model.input_shape.clear();
  CHECK(contains(write_refusal(model), "input shape"));
}

TEST_CASE("A configuration that changed after it was written is noticed") {
  const ScratchFolder folder;
  const std::string path = folder.file("m.h5");
  write_model(path, small_model());
  std::string bytes = read_bytes(path);
  const std::size_t place = bytes.find("\"sigmoid\"");
  REQUIRE(place != std::string::npos);
  bytes.replace(place, 9, "\"softmax\"");
  write_bytes(path, bytes);
  CHECK(contains(sentence_of<DataError>([&] { read_model(path); }),
                 "its checksum differs): the file is damaged"));
}

TEST_CASE("Files of another kind say what they are") {
  const ScratchFolder folder;
  auto refused = [&](const std::string& kind) {
    h5::File file = h5::File::create(folder.file("f.h5"), "f.h5");
    if (!kind.empty()) write_header(file, kind, {});
    file.write_numbers("x", counted({2, 3}));
    file.close();
    return sentence_of<DataError>([&] { read_model(folder.file("f.h5")); });
  };
  CHECK(contains(refused("secret-key"), "f.h5 is a secret key, not a model"));
  CHECK(contains(refused("dataset"), "f.h5 is a data set, not a model"));
  CHECK(contains(refused(""), "f.h5 is a data set, not a model"));
}

TEST_CASE("Damaged files are one line") {
  const ScratchFolder folder;
  const std::string path = folder.file("m.h5");
  auto refused = [&](const std::string& config) {
    h5::File file = h5::File::create(path, path);
    file.set_attribute("model_config", config);
    file.set_attribute("keras_version", "2.4.0");
    file.close();
    return sentence_of<DataError>([&] { read_model(path); });
  };
  CHECK(contains(refused("{\"class_name\": "),
                 "m.h5: the model's configuration (attribute model_config) is not valid JSON"));
  CHECK(contains(refused(sequential({nullptr, 3}, Json::array({entry("Dense", "d", {{"units", 1}})})).dump()),
                 "the model has a configuration but no weights"));
  CHECK(contains(sentence_of<IoError>([&] { read_model(folder.file("none.h5")); }), "none.h5"));
}
