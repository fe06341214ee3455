// Makes a network from a table by linear least squares: a hidden layer with random weights, which stays as it
// is, and an output layer fitted to it (Schmidt, Kraaijveld & Duin 1992). Small and honest; it serves where
// nothing is trained yet.
//   least-squares SEED HIDDEN TABLE.csv MODEL.h5     targets: the last 8 columns of TABLE, identifiers in the
//   column `id`

#include <fmt/format.h>

#include <Eigen/Dense>
#include <cstdlib>
#include <random>

#include "he/error.h"
#include "he/io/model.h"
#include "he/io/source.h"

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::RowVectorXd;

std::vector<double> numbers(const Matrix& m) { return {m.data(), m.data() + m.size()}; }

Row deviations(const Matrix& x, const Row& mean) {
  return ((x.rowwise() - mean).array().square().colwise().sum() / static_cast<double>(x.rows())).sqrt();
}

he::io::ModelDescription fit(const he::io::DatasetInfo& info, const Matrix& x, const Matrix& y, unsigned seed,
                             Eigen::Index hidden) {
  const Row x_mean = x.colwise().mean(), x_deviation = deviations(x, x_mean);
  const Row y_mean = y.colwise().mean(), y_deviation = deviations(y, y_mean);
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Matrix kernel(x.cols(), hidden), bias(1, hidden);
  for (double& w : kernel.reshaped()) w = normal(random) / std::sqrt(static_cast<double>(x.cols()));
  for (double& b : bias.reshaped()) b = normal(random);

  const Matrix z = (x.rowwise() - x_mean).array().rowwise() / x_deviation.array();
  Matrix h(x.rows(), hidden + 1);
  h.leftCols(hidden) = ((z * kernel).rowwise() + bias.row(0)).array().tanh();
  h.rightCols(1).setOnes();
  const Matrix target = (y.rowwise() - y_mean).array().rowwise() / y_deviation.array();
  // Ridge of 1e-6 of the records: the hidden columns are far from orthogonal.
  Matrix normal_equations = h.transpose() * h;
  normal_equations.diagonal().array() += 1e-6 * static_cast<double>(x.rows());
  Matrix out = normal_equations.ldlt().solve(h.transpose() * target);
  out = out.array().rowwise() * y_deviation.array();  // back to physical units
  out.bottomRows(1) += y_mean;

  const auto width = [](Eigen::Index n) { return static_cast<std::size_t>(n); };
  he::io::ModelDescription model;
  model.name = "circulation";
  model.input_shape = {width(x.cols())};
  model.feature_names = info.feature_names;
  model.target_names = info.target_names;
  const Matrix variance = x_deviation.array().square();
  model.layers = {
      {"Normalization",
       "measurements",
       {{"axis", {-1}}},
       {{"mean", {width(x.cols())}, numbers(x_mean)}, {"variance", {width(x.cols())}, numbers(variance)}}},
      {"Dense",
       "hidden",
       {{"units", hidden}, {"activation", "tanh"}, {"use_bias", true}},
       {{"kernel", {width(x.cols()), width(hidden)}, numbers(kernel)},
        {"bias", {width(hidden)}, numbers(bias)}}},
      {"Dense",
       "parameters",
       {{"units", y.cols()}, {"activation", "linear"}, {"use_bias", true}},
       {{"kernel", {width(hidden), width(y.cols())}, numbers(out.topRows(hidden))},
        {"bias", {width(y.cols())}, numbers(out.bottomRows(1))}}}};
  return model;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 5) throw he::UsageError("usage: least-squares SEED HIDDEN TABLE.csv MODEL.h5");
  he::io::SourceOptions options;
  options.id_column = "id";
  const auto columns = he::io::open_source(argv[3], options)->info().feature_names;
  if (columns.size() < 9) throw he::DataError(std::string(argv[3]) + ": has fewer than 9 columns of numbers");
  options.targets.assign(columns.end() - 8, columns.end());
  const auto source = he::io::open_source(argv[3], options);
  const he::io::Records all = source->next(source->info().records);
  const auto matrix = [&](const std::vector<double>& values) {
    return Matrix(Eigen::Map<const Matrix>(values.data(), static_cast<Eigen::Index>(all.count),
                                           static_cast<Eigen::Index>(values.size() / all.count)));
  };
  he::io::write_model(argv[4], fit(source->info(), matrix(all.x), matrix(all.y),
                                   static_cast<unsigned>(std::atoi(argv[1])), std::atoi(argv[2])));
  return 0;
} catch (const he::Error& error) {
  fmt::print(stderr, "least-squares: {}\n", error.what());
  return 3;
}
