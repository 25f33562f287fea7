// Reads cases from standard input and prints what the reference makes of them, for comparison with
// SciPy. A case is `MODE H W h w`, then H*W pixels and h*w weights; the answer is one line with the
// dense result.
#include <iomanip>
#include <iostream>
#include <support/reference.hpp>

namespace {

using namespace SparseConv;

std::vector<double> read_numbers(std::int64_t n) {
  std::vector<double> numbers(static_cast<std::size_t>(n));
  for (double& number : numbers) std::cin >> number;
  return numbers;
}

Test::SparseImages to_sparse(ImageShape shape, const std::vector<double>& pixels) {
  Test::SparseImages images{shape, {0}, {}, {}};
  for (std::size_t i = 0; i < pixels.size(); ++i)
    if (pixels[i] != 0) images.add(static_cast<std::int64_t>(i), pixels[i]);
  images.end_image();
  return images;
}

}  // namespace

int main() {
  std::string mode;
  ImageShape image, filter;
  std::cout << std::setprecision(17);
  while (std::cin >> mode >> image.height >> image.width >> filter.height >> filter.width) {
    const auto images = to_sparse(image, read_numbers(image.size()));
    const Filter weights(filter, read_numbers(filter.size()));
    const auto result = Test::reference_convolve(images, weights, mode_from_string(mode))[0];
    const std::int64_t size = output_shape(image, filter, mode_from_string(mode)).size();
    for (std::int64_t p = 0; p < size; ++p)
      std::cout << (result.count(p) ? result.at(p).sum : 0.0) << ' ';
    std::cout << '\n';
  }
  return std::cin.eof() ? 0 : 1;
}
