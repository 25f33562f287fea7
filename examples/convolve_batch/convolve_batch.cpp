// Convolves a batch of three sparse images.
//
// Look at how a batch is made from three arrays. The plan knows the shapes and the filter before it
// sees a batch, and the result stores only the pixels that the filter reaches.

#include <SparseConv.hpp>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

using Space = Kokkos::DefaultExecutionSpace;
using Batch = SparseConv::Batch<float>;

/// Copies numbers of the host into a View of a batch, which may be on a device.
template <class View>
View to_view(const std::string& label, const std::vector<typename View::non_const_value_type>& v) {
  using Value = typename View::non_const_value_type;
  const Kokkos::View<const Value*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(v.data(),
                                                                                    v.size());
  typename View::non_const_type view(label, v.size());
  Kokkos::deep_copy(view, host);
  return view;
}

/// Image `i` is row `i` of the matrix. It has the entries `row_map[i]` to `row_map[i + 1] - 1`, and
/// each entry has its pixel, `row * width + column`, and its value.
Batch make_batch(SparseConv::ImageShape shape) {
  const std::vector<std::int64_t> row_map{0, 1, 3, 3};
  const std::vector<std::int32_t> pixels{2 * 8 + 3, 0 * 8 + 0, 4 * 8 + 6};
  const std::vector<float> values{1, 1, 2};
  return Batch("batch", 3, static_cast<std::int32_t>(shape.size()), 3,
               to_view<Batch::values_type>("values", values),
               to_view<Batch::row_map_type>("row_map", row_map),
               to_view<Batch::index_type>("pixels", pixels));
}

void print(const Batch& result, SparseConv::ImageShape shape) {
  const auto batch = SparseConv::to_host(result);
  const auto row_map = batch.graph.row_map;
  const auto pixels = batch.graph.entries;
  const auto values = batch.values;
  for (std::int32_t image = 0; image < batch.numRows(); ++image) {
    std::printf("image %d, %d pixels stored\n", image,
                static_cast<int>(row_map(image + 1) - row_map(image)));
    std::vector<float> dense(static_cast<std::size_t>(shape.size()));
    for (auto i = row_map(image); i < row_map(image + 1); ++i) dense[pixels(i)] = values(i);
    for (std::int64_t pixel = 0; pixel < shape.size(); ++pixel)
      std::printf("%2g%s", dense[pixel], (pixel + 1) % shape.width == 0 ? "\n" : " ");
  }
}

int main(int argc, char** argv) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  const Space space;
  const SparseConv::ImageShape shape{6, 8};
  const SparseConv::Filter filter({3, 3}, {1, 2, 1, 2, 4, 2, 1, 2, 1});

  SparseConv::Plan plan(space, shape, filter);
  const Batch blurred = plan.apply(space, make_batch(shape));
  print(blurred, plan.output_shape());
}
