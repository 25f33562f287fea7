// Finds the same cells in two recordings: footprints INPUT PICTURE.png
//
// The footprints of the cells (regions of interest, one in each image) are blurred, so that
// footprints that moved a little still overlap, and scaled to length 1. The scalar product of two
// footprints then says how similar they are. The second session is made up from the first: moved,
// and in reverse order.
//
// Look at similarity(): as the columns of a result are sorted, two images are compared by walking
// along both. The picture shows both sessions as maximum projections, in red and green, and in
// yellow where both are.

#include <png.h>

#include <SparseConv.hpp>
#include <SparseConv/io.hpp>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

using Space = Kokkos::DefaultHostExecutionSpace;
using Batch = SparseConv::io::HostBatch<float, std::int32_t>;

/// The images in reverse order, moved by some pixels. Pixels that leave the image become zeros.
Batch second_session(const Batch& first, SparseConv::ImageShape shape, int down, int right) {
  const std::int32_t n = first.numRows();
  Batch::row_map_type::non_const_type row_map("row_map", n + 1);
  Batch::index_type::non_const_type pixels("pixels", first.nnz());
  Batch::values_type::non_const_type values("values", first.nnz());
  for (std::int32_t image = 0; image < n; ++image) {
    std::int64_t to = row_map(image);
    const std::int32_t source = n - 1 - image;
    for (auto i = first.graph.row_map(source); i < first.graph.row_map(source + 1); ++i, ++to) {
      const std::int64_t row = first.graph.entries(i) / shape.width + down;
      const std::int64_t column = first.graph.entries(i) % shape.width + right;
      const bool inside = row < shape.height && column < shape.width;
      pixels(to) = inside ? static_cast<std::int32_t>(row * shape.width + column) : 0;
      values(to) = inside ? first.values(i) : 0;
    }
    row_map(image + 1) = to;
  }
  return Batch("session", n, first.numCols(), first.nnz(), values, row_map, pixels);
}

/// Scales every image to length 1: a row of the matrix, in the sense of linear algebra.
void normalise(const Space& space, const Batch& batch) {
  Kokkos::parallel_for(
      "normalise", Kokkos::RangePolicy<Space>(space, 0, batch.numRows()), KOKKOS_LAMBDA(int image) {
        const auto row = batch.row(image);
        double squares = 0;
        for (int i = 0; i < row.length; ++i) squares += double(row.value(i)) * row.value(i);
        for (int i = 0; i < row.length; ++i)
          row.value(i) /= static_cast<float>(Kokkos::sqrt(squares));
      });
}

/// Scalar products of all images of `a` with all images of `b`.
Kokkos::View<double**, Space> similarity(const Space& space, const Batch& a, const Batch& b) {
  Kokkos::View<double**, Space> products("similarity", a.numRows(), b.numRows());
  Kokkos::parallel_for(
      "similarity",
      Kokkos::MDRangePolicy<Space, Kokkos::Rank<2>>(space, {0, 0}, {a.numRows(), b.numRows()}),
      KOKKOS_LAMBDA(const int i, const int j) {
        const auto x = a.row(i), y = b.row(j);
        for (int p = 0, q = 0; p < x.length && q < y.length;) {
          if (x.colidx(p) == y.colidx(q)) products(i, j) += double(x.value(p)) * y.value(q);
          const bool x_is_behind = x.colidx(p) <= y.colidx(q);
          const bool y_is_behind = y.colidx(q) <= x.colidx(p);
          p += x_is_behind;
          q += y_is_behind;
        }
      });
  space.fence();
  return products;
}

/// How many images of the first session are most similar to themselves in the second.
int count_matches(const Kokkos::View<double**, Space>& products) {
  const int n = static_cast<int>(products.extent(0));
  int matches = 0;
  for (int i = 0; i < n; ++i) {
    int best = 0;
    for (int j = 1; j < n; ++j)
      if (products(i, j) > products(i, best)) best = j;
    matches += best == n - 1 - i && products(i, best) > 0;
  }
  return matches;
}

/// Draws the maximum over all images of a batch into one of the three channels of a picture.
void draw_projection(const Batch& batch, std::vector<unsigned char>& picture, int channel) {
  std::vector<float> projection(picture.size() / 3);
  float largest = 0;
  for (std::int64_t i = 0; i < batch.nnz(); ++i) {
    float& pixel = projection[static_cast<std::size_t>(batch.graph.entries(i))];
    pixel = std::max(pixel, batch.values(i));
    largest = std::max(largest, pixel);
  }
  for (std::size_t i = 0; i < projection.size(); ++i)
    picture[3 * i + channel] = static_cast<unsigned char>(255 * projection[i] / largest);
}

void write_png(const char* path, SparseConv::ImageShape shape,
               const std::vector<unsigned char>& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(shape.width);
  image.height = static_cast<png_uint_32>(shape.height);
  image.format = PNG_FORMAT_RGB;
  SPARSECONV_THROW_IF(!png_image_write_to_file(&image, path, 0, picture.data(), 0, nullptr), system,
                      std::string(path) + " cannot be written: " + image.message);
}

/// The images convolved with a filter, each scaled to length 1.
Batch blurred(const Space& space, SparseConv::ImageShape shape, const SparseConv::Filter& filter,
              const Batch& images) {
  SparseConv::Plan<float, std::int32_t, Space> plan(space, shape, filter);
  const Batch result = plan.apply(space, images);
  normalise(space, result);
  return result;
}

void analyse(const char* input, const char* picture_path) {
  const Space space;
  const SparseConv::io::BatchReader reader(input);
  const SparseConv::ImageShape shape = SparseConv::io::image_shape(reader.info());
  const Batch first = reader.read<float, std::int32_t>(0, reader.info().n_images);
  const Batch second = second_session(first, shape, 2, 3);

  for (const char* filter : {"box:1", "cosine:10"}) {  // box:1 changes nothing
    const Batch a = blurred(space, shape, SparseConv::filter_from_string(filter), first);
    const Batch b = blurred(space, shape, SparseConv::filter_from_string(filter), second);
    std::printf("%s: %d of %d cells found again\n", filter, count_matches(similarity(space, a, b)),
                a.numRows());
    std::vector<unsigned char> picture(static_cast<std::size_t>(3 * shape.size()));
    draw_projection(a, picture, 0);
    draw_projection(b, picture, 1);
    write_png(picture_path, shape, picture);
  }
}

int main(int argc, char** argv) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  try {
    SPARSECONV_THROW_IF(argc != 3, input, "usage: footprints INPUT PICTURE.png");
    analyse(argv[1], argv[2]);
    return 0;
  } catch (const SparseConv::Error& error) {
    std::fprintf(stderr, "footprints: %s\n", error.what());
    return 1;
  }
}
