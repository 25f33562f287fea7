// The tool that the tests in Python run:
//     io_tool copy IN OUT N       copies a batch in slices of N images
//     io_tool read IN FIRST LAST [H,W [C|F]]
//                                 prints column and value of all entries of some images
//     io_tool checksum IN         prints the checksums of a batch
//     io_tool watch IN            prints the paths of a batch's files and an empty line, waits for
//                                 a line, reads all images if the line is `read`, and at last
//                                 checks whether the files were changed
//     io_tool opening IN END      prints the fractions that are told while a batch is opened, which
//                                 ends at a fraction that is not below END
//     io_tool filter PATH         prints a filter row by row
// The exit codes are the same as the program's.
#include <Kokkos_Core.hpp>
#include <SparseConv/Error.hpp>
#include <SparseConv/io.hpp>
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <iostream>
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

void copy(const std::string& input, const std::string& output, std::int64_t slice) {
  const io::BatchReader reader(input);
  if (reader.info().double_precision)
    copy<double>(reader, output, slice);
  else
    copy<float>(reader, output, slice);
}

void read(const io::BatchReader& reader, std::int64_t first, std::int64_t last) {
  const auto batch = reader.read<double, std::int64_t>(first, last);
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(batch.nnz()); ++i)
    std::cout << batch.graph.entries(i) << ' ' << batch.values(i) << '\n';
}

void watch(const io::BatchReader& reader) {
  for (const io::SourceFile& file : reader.sources()) std::cout << file.path << '\n';
  std::cout << std::endl;
  std::string line;
  std::getline(std::cin, line);
  if (line == "read")
    static_cast<void>(reader.read<double, std::int64_t>(0, reader.info().n_images));
  io::check_unchanged(reader.sources());
}

void tell_opening(const std::string& input, double end) {
  io::ReadOptions options;
  options.opening = [end](double fraction) {
    std::printf("%.17g\n", fraction);
    SPARSECONV_THROW_IF(fraction >= end, system, "ended");
  };
  const io::BatchReader reader(input, options);
}

/// The arguments that may follow: the shape and the order.
io::ReadOptions options(char* arguments[]) {
  io::ReadOptions options;
  if (arguments[0] == nullptr) return options;
  options.image_shape.emplace();
  std::sscanf(arguments[0], "%" SCNd64 ",%" SCNd64, &options.image_shape->height,
              &options.image_shape->width);
  if (arguments[1] != nullptr) options.order = arguments[1][0] == 'F' ? io::Order::f : io::Order::c;
  return options;
}

void run(const std::string& task, char* arguments[]) {
  if (task == "copy") {
    copy(arguments[0], arguments[1], std::stoll(arguments[2]));
  } else if (task == "read") {
    read(io::BatchReader(arguments[0], options(arguments + 3)), std::stoll(arguments[1]),
         std::stoll(arguments[2]));
  } else if (task == "checksum") {
    const io::Checksum sum = io::read_checksum(arguments[0]);
    std::cout << sum.data << ' ' << sum.indices << ' ' << sum.indptr << '\n';
  } else if (task == "watch") {
    watch(io::BatchReader(arguments[0]));
  } else if (task == "opening") {
    tell_opening(arguments[0], std::stod(arguments[1]));
  } else if (task == "filter") {
    print(io::read_filter(arguments[0]));
  }
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
