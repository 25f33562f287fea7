// What the tests in Python run: `io_tool copy IN OUT SLICE` copies a batch in slices of so many
// images, `io_tool filter PATH` prints a filter row by row. The exit codes are the program's.
#include <Kokkos_Core.hpp>
#include <SparseConv/Error.hpp>
#include <SparseConv/io.hpp>
#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>

namespace {

using namespace SparseConv;

template <class Scalar, class Ordinal>
void copy(const io::BatchReader& reader, const std::string& output, std::int64_t slice) {
  const io::BatchInfo& info = reader.info();
  io::BatchWriter writer(output, info.image_shape.value_or(ImageShape{1, info.n_pixels}));
  for (std::int64_t first = 0; first < info.n_images; first += slice)
    writer.append(reader.read<Scalar, Ordinal>(first, std::min(first + slice, info.n_images)));
  writer.finish();
}

template <class Scalar>
void copy(const io::BatchReader& reader, const std::string& output, std::int64_t slice) {
  if (reader.info().n_pixels > std::numeric_limits<std::int32_t>::max())
    copy<Scalar, std::int64_t>(reader, output, slice);
  else
    copy<Scalar, std::int32_t>(reader, output, slice);
}

void print(const Filter& filter) {
  for (std::int64_t i = 0; i < filter.shape().height; ++i) {
    for (std::int64_t j = 0; j < filter.shape().width; ++j) std::printf("%.17g ", filter(i, j));
    std::printf("\n");
  }
}

void run(const std::string& task, char* arguments[]) {
  if (task == "filter") return print(io::read_filter(arguments[0]));
  const io::BatchReader reader(arguments[0]);
  const std::int64_t slice = std::stoll(arguments[2]);
  if (reader.info().double_precision)
    copy<double>(reader, arguments[1], slice);
  else
    copy<float>(reader, arguments[1], slice);
}

}  // namespace

int main(int, char* argv[]) {
  const Kokkos::ScopeGuard kokkos(Kokkos::InitializationSettings().set_disable_warnings(true));
  try {
    run(argv[1], argv + 2);
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return error.cause() == Error::Cause::input ? 3 : 4;
  }
}
