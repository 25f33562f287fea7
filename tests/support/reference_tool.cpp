// Reads cases from standard input and prints what the reference makes of them, for comparison with
// SciPy. A case is `MODE BOUNDARY CORRELATE ADJOINT H W h w`, where the two in the middle are 0 or
// 1 and MODE may be `window` with four numbers after it (row, column, height, width), then the
// pixels of the image, or in an adjoint of the result, and h*w weights. The answer is one line with
// the dense result.
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

Options read_options(const std::string& mode) {
  Options options;
  if (mode == "window") {
    OutputWindow window;
    std::cin >> window.row >> window.column >> window.shape.height >> window.shape.width;
    options.window = window;
  } else {
    options.mode = mode_from_string(mode);
  }
  std::string boundary;
  std::cin >> boundary >> options.correlate >> options.adjoint;
  options.boundary = boundary_from_string(boundary);
  return options;
}

}  // namespace

int main() {
  std::cout << std::setprecision(17);
  for (std::string mode; std::cin >> mode;) {
    const Options options = read_options(mode);
    ImageShape image, filter;
    std::cin >> image.height >> image.width >> filter.height >> filter.width;
    const ImageShape window = Test::reference_window(image, filter, options).shape;
    const auto given = options.adjoint ? window : image, made = options.adjoint ? image : window;
    const auto images = to_sparse(given, read_numbers(given.size()));
    const Filter weights(filter, read_numbers(filter.size()));
    const auto result = Test::reference_convolve(images, image, weights, options)[0];
    for (std::int64_t p = 0; p < made.size(); ++p)
      std::cout << (result.count(p) ? result.at(p).sum : 0.0) << ' ';
    std::cout << '\n';
  }
  return std::cin.eof() ? 0 : 1;
}
