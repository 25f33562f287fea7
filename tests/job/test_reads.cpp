// How often a job reads its input: it looks at what HDF5 is asked for.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include <SparseConv/io.hpp>
#include <SparseConv/job.hpp>
#include <string>
#include <support/TemporaryFolder.hpp>
#include <utility>
#include <vector>

namespace {

std::int64_t offsets_read = 0, values_read = 0, columns_read = 0;
std::int64_t reads_of_stack = 0;

std::string name_of(hid_t dataset) {
  char file[4096] = "", name[256] = "";
  H5Fget_name(dataset, file, sizeof file);
  H5Iget_name(dataset, name, sizeof name);
  return std::string(file) + ":" + name;
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

/// Stands before the function of HDF5.
extern "C" herr_t H5Dread(hid_t dataset, hid_t type, hid_t memory, hid_t file, hid_t properties,
                          void* buffer) {
  static const auto read = reinterpret_cast<decltype(&H5Dread)>(::dlsym(RTLD_NEXT, "H5Dread"));
  const std::string name = name_of(dataset);
  for (auto [array, count] : {std::pair{"indptr", &offsets_read}, std::pair{"data", &values_read},
                              std::pair{"indices", &columns_read}})
    if (ends_with(name, std::string("in.h5:/images/") + array))
      *count += H5Sget_select_npoints(memory);
  if (ends_with(name, "stack.h5:/images")) ++reads_of_stack;
  return read(dataset, type, memory, file, properties, buffer);
}

namespace SparseConv::Test {
namespace {

constexpr std::int64_t n_images = 200000;  // more than the reader keeps offsets of

/// Images of which every third has an entry.
io::HostBatch<float, std::int32_t> images() {
  using Batch = io::HostBatch<float, std::int32_t>;
  constexpr std::int64_t nnz = (n_images + 2) / 3;
  const Batch::row_map_type::non_const_type row_map("row_map", n_images + 1);
  const Batch::index_type::non_const_type columns("columns", nnz);
  const Batch::values_type::non_const_type values("values", nnz);
  for (std::int64_t i = 0; i <= n_images; ++i) row_map(i) = (i + 2) / 3;
  Kokkos::deep_copy(values, 1.0f);
  return Batch("images", n_images, 16, nnz, values, row_map, columns);
}

class Counter : public job::Observer {
 public:
  int n = 0;
  void advance(const job::Progress&) override { ++n; }
};

/// A job with so many filters, in many slices.
void expect_one_reading(std::size_t n_filters) {
  const TemporaryFolder folder;
  io::BatchWriter writer(folder / "in.h5", {4, 4});
  writer.append(images());
  writer.finish();
  offsets_read = values_read = columns_read = 0;  // the writer has read back what it wrote
  job::Job job;
  job.input = folder / "in.h5";
  job.output = folder / "out.h5";
  for (std::size_t i = 0; i < n_filters; ++i)
    job.filters.push_back({Filter({1, 1}, {1}), std::to_string(i), {}});
  job.options.method = Method::direct;
  job.layout = job::Layout::sharded;
  job.shard_size = 1 << 19;
  Counter slices;
  EXPECT_TRUE(run(job, slices).complete);
  EXPECT_GT(slices.n, 10);
  EXPECT_GE(offsets_read, n_images + 1);
  EXPECT_LE(offsets_read, n_images + 1 + (1 << 16));  // the last ones also to see where they end
  constexpr std::int64_t nnz = (n_images + 2) / 3;
  EXPECT_EQ(values_read, nnz + 1);  // that of the first image also for the fingerprint
  EXPECT_EQ(columns_read, nnz + 1);
}

/// Writes 60 dense images of 20 x 30 pixels in chunks of 20 images, as h5py chooses them.
void write_stack(const std::string& path) {
  const hsize_t extents[] = {60, 20, 30}, chunk[] = {20, 10, 10};
  const std::vector<float> pixels(36000, 1);
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t space = H5Screate_simple(3, extents, nullptr);
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_chunk(properties, 3, chunk);
  H5Pset_deflate(properties, 1);
  const hid_t stack =
      H5Dcreate2(file, "images", H5T_NATIVE_FLOAT, space, H5P_DEFAULT, properties, H5P_DEFAULT);
  EXPECT_GE(H5Dwrite(stack, H5T_NATIVE_FLOAT, space, space, H5P_DEFAULT, pixels.data()), 0);
  H5Dclose(stack);
  H5Pclose(properties);
  H5Sclose(space);
  EXPECT_GE(H5Fclose(file), 0);
}

TEST(Input, HasImagesInTheSameChunksReadTogether) {
  const TemporaryFolder folder;
  write_stack(folder / "stack.h5");
  constexpr std::int64_t bytes_of_layer = 20 * 20 * 30 * sizeof(float);
  for (const auto& [buffer_bytes, n_reads] :
       {std::pair{bytes_of_layer, 3}, std::pair{bytes_of_layer - 1, 60}}) {
    reads_of_stack = 0;
    io::ReadOptions options;
    options.buffer_bytes = buffer_bytes;
    const io::BatchReader reader(folder / "stack.h5", options);
    EXPECT_EQ(reads_of_stack, n_reads);
    EXPECT_EQ(reader.info().nnz, 36000);
    for (std::int64_t image = 0; image < 60; image += 4)
      static_cast<void>(reader.read<float, std::int32_t>(image, image + 4));
    EXPECT_EQ(reads_of_stack, 2 * n_reads);
  }
}

TEST(Input, IsReadOnceForAllSlices) { expect_one_reading(1); }

TEST(Input, IsReadOnceForAllFilters) { expect_one_reading(3); }

}  // namespace
}  // namespace SparseConv::Test
