#include <doctest/doctest.h>

#include "he/error.h"
#include "he/nn/network.h"
#include "support/training.h"

using namespace he;
using nlohmann::json;
using test::model_of;

namespace {

std::vector<double> run(const io::ModelDescription& model, const std::vector<double>& x,
                        std::size_t records = 1) {
  const nn::Network network(model);
  const auto plain = schemes::make_evaluator({});
  std::vector<double> y(records * element_count(network.output_shape()));
  nn::Inference(network, *plain).run(x, records, y);
  return y;
}

std::string network_refusal(const io::ModelDescription& model) {
  try {
    nn::Network network(model);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

std::vector<double> counting(std::size_t count) {
  std::vector<double> x(count);
  for (std::size_t i = 0; i < count; ++i) x[i] = static_cast<double>(i + 1);
  return x;
}

}  // namespace

TEST_CASE("a dense layer multiplies and adds: [1 2]·[1 2 3; 4 5 6] + [0.5 0 −0.5]") {
  const auto model =
      model_of({2}, {{"Dense",
                      "d",
                      {{"units", 3}},
                      {{"kernel", {2, 3}, {1, 2, 3, 4, 5, 6}}, {"bias", {3}, {0.5, 0, -0.5}}}}});
  CHECK(run(model, {1, 2}) == std::vector<double>{9.5, 12, 14.5});
}

TEST_CASE("a dense layer acts on the last axis of records with more axes") {
  const auto model =
      model_of({2, 2}, {{"Dense", "d", {{"units", 1}}, {{"kernel", {2, 1}, {10, 1}}, {"bias", {1}, {0}}}}});
  CHECK(run(model, {1, 2, 3, 4}) == std::vector<double>{12, 34});
}

TEST_CASE("a convolution correlates its kernel with the image, valid: 3x3 by 2x2 of ones") {
  const json options = {{"filters", 1}, {"kernel_size", {2, 2}}, {"use_bias", false}};
  const auto model =
      model_of({3, 3, 1}, {{"Conv2D", "c", options, {{"kernel", {2, 2, 1, 1}, {1, 1, 1, 1}}}}});
  CHECK(run(model, counting(9)) == std::vector<double>{12, 16, 24, 28});  // 1+2+4+5 …
}

TEST_CASE("'same' pads at the end first, as Keras does: even kernel, stride 2") {
  const json options = {
      {"filters", 1}, {"kernel_size", {2, 2}}, {"strides", {2, 2}}, {"padding", "same"}, {"use_bias", false}};
  const auto model =
      model_of({3, 3, 1}, {{"Conv2D", "c", options, {{"kernel", {2, 2, 1, 1}, {1, 1, 1, 1}}}}});
  // Positions ceil(3/2) = 2; one row and column of padding in all, floor(1/2) = 0 of it in front.
  CHECK(run(model, counting(9)) == std::vector<double>{1 + 2 + 4 + 5, 3 + 6, 7 + 8, 9});
}

TEST_CASE("channels first and channels last give the same numbers in their own order") {
  // Two channels of 2x2, 1x1 kernel: y0 = x0 + 10·x1, y1 = 100·x0.
  const std::vector<double> kernel = {1, 100, 10, 0};
  json options = {{"filters", 2}, {"kernel_size", {1, 1}}, {"use_bias", false}};
  const auto last = model_of({2, 2, 2}, {{"Conv2D", "c", options, {{"kernel", {1, 1, 2, 2}, kernel}}}});
  CHECK(run(last, {1, 5, 2, 6, 3, 7, 4, 8}) == std::vector<double>{51, 100, 62, 200, 73, 300, 84, 400});
  options["data_format"] = "channels_first";
  const auto first = model_of({2, 2, 2}, {{"Conv2D", "c", options, {{"kernel", {1, 1, 2, 2}, kernel}}}});
  CHECK(run(first, {1, 2, 3, 4, 5, 6, 7, 8}) == std::vector<double>{51, 62, 73, 84, 100, 200, 300, 400});
}

TEST_CASE("one-dimensional convolution, with stride") {
  const json options = {{"filters", 1}, {"kernel_size", {3}}, {"strides", {2}}, {"use_bias", false}};
  const auto model = model_of({7, 1}, {{"Conv1D", "c", options, {{"kernel", {3, 1, 1}, {1, 0, -1}}}}});
  CHECK(run(model, counting(7)) == std::vector<double>{-2, -2, -2});
}

TEST_CASE("pooling: maxima and means; what lies outside does not count") {
  const auto pooled = [](const std::string& layer, const json& options) {
    return run(model_of({3, 3, 1}, {{layer, "p", options, {}}}), counting(9));
  };
  CHECK(pooled("MaxPooling2D", {{"pool_size", {2, 2}}, {"strides", {1, 1}}}) ==
        std::vector<double>{5, 6, 8, 9});
  CHECK(pooled("MaxPooling2D", json::object()) == std::vector<double>{5});  // 2x2, stride 2, valid
  CHECK(pooled("AveragePooling2D", {{"padding", "same"}}) == std::vector<double>{3, 4.5, 7.5, 9});
  CHECK(pooled("GlobalAveragePooling2D", json::object()) == std::vector<double>{5});
  CHECK(run(model_of({5, 1}, {{"AveragePooling1D", "p", {{"pool_size", 2}}, {}}}), counting(5)) ==
        std::vector<double>{1.5, 3.5});
  CHECK(run(model_of({5, 1}, {{"MaxPooling1D", "p", {{"pool_size", {3}}, {"strides", {2}}}, {}}}),
            counting(5)) == std::vector<double>{3, 5});
}

TEST_CASE("flatten puts the channels last before it flattens, as Keras does") {
  const auto model = model_of({2, 1, 2}, {{"Flatten", "f", {{"data_format", "channels_first"}}, {}}});
  CHECK(run(model, {1, 2, 3, 4}) == std::vector<double>{1, 3, 2, 4});
  CHECK(run(model_of({2, 1, 2}, {{"Flatten", "f", json::object(), {}}}), {1, 2, 3, 4}) ==
        std::vector<double>{1, 2, 3, 4});
}

TEST_CASE("reshape finds the extent that is left open") {
  const nn::Network network(model_of({2, 6}, {{"Reshape", "r", {{"target_shape", {3, -1}}}, {}}}));
  CHECK(network.output_shape() == Shape{3, 4});
  CHECK(network_refusal(model_of({7}, {{"Reshape", "r", {{"target_shape", {2, -1}}}, {}}}))
            .find("layer 'r (Reshape)'") == 0);
}

TEST_CASE("zero padding of different sides") {
  const auto model = model_of({1, 2, 1}, {{"ZeroPadding2D", "z", {{"padding", {{1, 0}, {0, 1}}}}, {}}});
  CHECK(run(model, {3, 4}) == std::vector<double>{0, 0, 0, 3, 4, 0});
}

TEST_CASE("batch normalisation: gamma·(x − mean)/sqrt(variance + epsilon) + beta") {
  const auto model = model_of({2}, {{"BatchNormalization",
                                     "b",
                                     {{"epsilon", 0.25}, {"axis", {1}}},
                                     {{"gamma", {2}, {2, 1}},
                                      {"beta", {2}, {1, 0}},
                                      {"moving_mean", {2}, {3, 0}},
                                      {"moving_variance", {2}, {3.75, 0.75}}}}});
  CHECK(run(model, {5, 7}) == std::vector<double>{3, 7});  // 2·(5−3)/2 + 1; 7/1
}

TEST_CASE("normalisation and rescaling, and the inverse of a normalisation") {
  const json statistics = {{"axis", {-1}}, {"mean", {1, 2}}, {"variance", {4, 16}}};
  CHECK(run(model_of({2}, {{"Normalization", "n", statistics, {}}}), {5, 10}) == std::vector<double>{2, 2});
  json inverse = statistics;
  inverse["invert"] = true;
  CHECK(run(model_of({2}, {{"Normalization", "n", inverse, {}}}), {2, 2}) == std::vector<double>{5, 10});
  CHECK(run(model_of({2}, {{"Rescaling", "r", {{"scale", 0.5}, {"offset", 1}}, {}}}), {5, 10}) ==
        std::vector<double>{3.5, 6});
}

TEST_CASE("softmax of 0, log 2, log 5 is 1/8, 2/8, 5/8, and does not overflow") {
  const auto y = run(model_of({3}, {{"Softmax", "s", json::object(), {}}}),
                     {1000, 1000 + std::log(2.0), 1000 + std::log(5.0)});
  CHECK(y[0] == doctest::Approx(0.125).epsilon(1e-12));
  CHECK(y[1] == doctest::Approx(0.25).epsilon(1e-12));
  CHECK(y[2] == doctest::Approx(0.625).epsilon(1e-12));
}

TEST_CASE("activation layers and dropout") {
  CHECK(run(model_of({3}, {{"LeakyReLU", "l", {{"negative_slope", 0.5}}, {}},
                           {"Dropout", "d", {{"rate", 0.3}}, {}}}),
            {-2, 0, 3}) == std::vector<double>{-1, 0, 3});
  CHECK(run(model_of({3},
                     {{"ReLU", "r", {{"max_value", 2.0}, {"threshold", 1.0}, {"negative_slope", 0.1}}, {}}}),
            {0, 1.5, 7}) == std::vector<double>{-0.1, 1.5, 2});
  CHECK(
      run(model_of({1},
                   {{"Activation", "a", {{"activation", "hard_sigmoid"}, {"hard_sigmoid_slope", 0.2}}, {}}}),
          {1})[0] == doctest::Approx(0.7));
}

TEST_CASE("what cannot run is refused by the name of the layer and with what is supported") {
  const std::string lstm = network_refusal(model_of({3}, {{"LSTM", "lstm_1", json::object(), {}}}));
  CHECK(lstm.find(
            "layer 'lstm_1 (LSTM)': layers of this kind are not supported; supported are Activation, ") == 0);
  CHECK(network_refusal(model_of({3}, {{"Activation", "a", {{"activation", "mish"}}, {}}}))
            .find("the activation 'mish' is not supported") != std::string::npos);
  CHECK(network_refusal(model_of({3, 3, 1}, {{"Conv2D",
                                              "c",
                                              {{"filters", 1}, {"kernel_size", {5, 5}}},
                                              {{"kernel", {5, 5, 1, 1}, std::vector<double>(25)}}}}))
            .find("layer 'c (Conv2D)': has a window of 5 on an input of only 3") == 0);
  CHECK(network_refusal(model_of({3}, {{"Dense", "d", {{"units", 2}}, {}}})).find("no weights") !=
        std::string::npos);
  CHECK(
      network_refusal(
          model_of(
              {3},
              {{"Conv2D", "c", {{"filters", 1}, {"kernel_size", {1, 1}}}, {{"kernel", {1, 1, 1, 1}, {1}}}}}))
          .find("needs records of 3 axes and gets 3") != std::string::npos);
}

TEST_CASE("a share to drop is at least 0 and below 1") {
  for (double rate : {-0.5, 1.0, 2.0})
    CHECK_THROWS_AS(nn::Network{model_of({3}, {{"Dropout", "d", {{"rate", rate}}, {}}})}, DataError);
}

TEST_CASE("weights that do not fit are refused when the network is built") {
  const auto model = model_of({3}, {{"Dense", "d", {{"units", 2}}, {{"kernel", {2, 2}, {1, 2, 3, 4}}}}});
  CHECK_THROWS_AS(nn::Network{model}, DataError);
}

TEST_CASE("hostile extents are refused before memory or time is spent") {
  const json overflow = {{"target_shape", {536870912, 536870912, 64, -1}}},
             none = {{"target_shape", json::array()}};
  CHECK(network_refusal(model_of({8}, {{"Reshape", "r", overflow, {}}})).find("too large") !=
        std::string::npos);
  CHECK(network_refusal(model_of({1}, {{"Reshape", "r", none, {}}})).find("target_shape") !=
        std::string::npos);
  const json window = {{"pool_size", {1000000000, 1000000000}}, {"padding", "same"}};
  CHECK(network_refusal(model_of({10, 10, 1}, {{"MaxPooling2D", "p", window, {}}})).find("too large") !=
        std::string::npos);
  CHECK(network_refusal(model_of({10, 10, 1}, {{"ZeroPadding2D", "z", {{"padding", 1000000000}}, {}}}))
            .find("too large") != std::string::npos);
  const json pixel = {{"filters", 1}, {"kernel_size", {1, 1}}};
  CHECK(
      network_refusal(model_of({60000, 60000, 1}, {{"Conv2D", "c", pixel, {{"kernel", {1, 1, 1, 1}, {1}}}}}))
          .find("too large") != std::string::npos);
}

TEST_CASE("a normalisation of one mean and variance for all features") {
  const auto model =
      model_of({3}, {{"Normalization", "n", {{"axis", {-1}}}, {{"mean", {}, {3}}, {"variance", {}, {4}}}}});
  CHECK(run(model, {3, 5, 7}) == std::vector<double>{0, 1, 2});
}
