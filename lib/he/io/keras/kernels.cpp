#include "he/io/keras/kernels.h"

#include <algorithm>

namespace he::io::keras {
namespace {

/// Reorders the axes: axis i of the result is axis `order[i]` of the kernel.
void transpose(Weight& kernel, const std::vector<std::size_t>& order) {
  std::vector<std::size_t> stride(kernel.shape.size(), 1);
  for (std::size_t i = stride.size(); i-- > 1;) stride[i - 1] = stride[i] * kernel.shape[i];
  Weight result{kernel.name, {}, std::vector<double>(kernel.values.size())};
  for (std::size_t axis : order) result.shape.push_back(kernel.shape[axis]);
  std::vector<std::size_t> index(order.size(), 0);
  for (double& value : result.values) {
    std::size_t from = 0;
    for (std::size_t i = 0; i < order.size(); ++i) from += index[i] * stride[order[i]];
    value = kernel.values[from];
    for (std::size_t i = order.size(); i-- > 0 && ++index[i] == result.shape[i];) index[i] = 0;
  }
  kernel = std::move(result);
}

/// Turns [spatial…, in, out] by 180°: reverses the order of the spatial positions.
void rotate(Weight& kernel) {
  const std::size_t block = kernel.shape[kernel.shape.size() - 2] * kernel.shape.back();
  if (block == 0) return;
  const std::vector<double> values = kernel.values;
  for (std::size_t from = 0; from < values.size(); from += block)
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(from), block,
                kernel.values.end() - static_cast<std::ptrdiff_t>(from + block));
}

void convert_conv1d(Weight& kernel, std::size_t length, std::size_t filters) {
  if (kernel.shape.size() != 4) return;
  const Shape& shape = kernel.shape;
  const bool early = shape[0] == filters && shape[2] == length && shape[3] == 1;
  const bool late = shape[0] == length && shape[1] == 1 && shape[3] == filters;
  if (early && !late) transpose(kernel, {2, 3, 1, 0});
  if (early || late) kernel.shape.erase(kernel.shape.begin() + 1);
}

void convert_conv2d(Weight& kernel, std::size_t rows, std::size_t cols, std::size_t filters,
                    bool expect_old) {
  if (kernel.shape.size() != 4) return;
  const Shape& shape = kernel.shape;
  const bool old = shape[0] == filters && shape[2] == rows && shape[3] == cols;
  const bool current = shape[0] == rows && shape[1] == cols && shape[3] == filters;
  if (old && (expect_old || !current)) transpose(kernel, {2, 3, 1, 0});
}

}  // namespace

void convert_kernel(Weight& kernel, const LayerDescription& layer, int dialect, bool theano) {
  if (layer.class_name != "Conv1D" && layer.class_name != "Conv2D") return;
  const auto size = layer.options.at("kernel_size").get<std::vector<std::size_t>>();
  const auto filters = layer.options.at("filters").get<std::size_t>();
  const bool channels_first = layer.options.at("data_format") == "channels_first";
  if (size.size() == 1)
    convert_conv1d(kernel, size[0], filters);
  else
    convert_conv2d(kernel, size[0], size[1], filters, dialect == 1 && channels_first);
  if (theano && kernel.shape.size() == size.size() + 2) rotate(kernel);
}

}  // namespace he::io::keras
