#include <SparseConv/Error.hpp>
#include <algorithm>
#include <io/ArrayReader.hpp>
#include <io/number_types.hpp>
#include <io/open.hpp>
#include <io/sources/CsrSource.hpp>
#include <io/sources/matrix.hpp>
#include <io/sources/pixel_mask.hpp>
#include <io/storage.hpp>

namespace SparseConv::io {
namespace {

using hdf5::Handle;
using hdf5::NumberArray;
using std::to_string;

/// The type of a member of a table's rows.
Handle member_type(hid_t type, const char* name, const std::string& where) {
  const int number = SPARSECONV_HDF5(H5Tget_member_index(type, name), input, where);
  return SPARSECONV_HDF5(H5Tget_member_type(type, static_cast<unsigned>(number)), input, where);
}

bool has_member(hid_t type, const char* name) { return H5Tget_member_index(type, name) >= 0; }

/// One member of all rows of a table.
class Member : public NumberArray {
 public:
  Member(hid_t table, const std::string& where, const char* name)
      : where_(where + "[" + name + "]"), name_(name), table_(table) {
    const Handle space = SPARSECONV_HDF5(H5Dget_space(table_), input, where_);
    SPARSECONV_THROW_IF(SPARSECONV_HDF5(H5Sget_simple_extent_ndims(space), input, where_) != 1,
                        input, where + ": must have one dimension");
    length_ = SPARSECONV_HDF5(H5Sget_simple_extent_npoints(space), input, where_);
  }

  const std::string& where() const override { return where_; }
  std::int64_t length() const override { return length_; }

  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const override {
    const auto start = static_cast<hsize_t>(first), count = static_cast<hsize_t>(n);
    if (n == 0) return;
    const Handle row = SPARSECONV_HDF5(H5Tcreate(H5T_COMPOUND, H5Tget_size(type)), input, where_);
    SPARSECONV_HDF5(H5Tinsert(row, name_, 0, type), input, where_);
    const Handle stored = SPARSECONV_HDF5(H5Dget_space(table_), input, where_);
    SPARSECONV_HDF5(H5Sselect_hyperslab(stored, H5S_SELECT_SET, &start, nullptr, &count, nullptr),
                    input, where_);
    const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &count, nullptr), input, where_);
    SPARSECONV_HDF5(H5Dread(table_, row, space, stored, H5P_DEFAULT, numbers), input,
                    where_ + ": cannot be read");
  }

 private:
  std::string where_;
  const char* name_;
  hid_t table_;
  std::int64_t length_ = 0;
};

/// The pixels of all rows of a table, in order C.
class Pixels : public NumberArray {
 public:
  Pixels(hid_t table, const std::string& where, ImageShape shape)
      : x_(table, where, "x"), y_(table, where, "y"), where_(where), shape_(shape) {}

  const std::string& where() const override { return where_; }
  std::int64_t length() const override { return x_.length(); }

  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const override {
    std::vector<std::int64_t> x(static_cast<std::size_t>(n)), y(x.size());
    x_.read(first, n, x.data());
    y_.read(first, n, y.data());
    for (std::size_t i = 0; i < x.size(); ++i) {
      SPARSECONV_THROW_IF(x[i] < 0 || x[i] >= shape_.width || y[i] < 0 || y[i] >= shape_.height,
                          input,
                          where_ + ": row " + to_string(first + static_cast<std::int64_t>(i)) +
                              " is at x = " + to_string(x[i]) + ", y = " + to_string(y[i]) +
                              ", which is not in an image of " + to_string(shape_));
      x[i] += y[i] * shape_.width;
    }
    hdf5::convert_numbers(H5T_NATIVE_INT64, type, x.size(), x.data(), numbers, where_);
  }

 private:
  Member x_, y_;
  std::string where_;
  ImageShape shape_;
};

/// The values of a table, which it keeps open.
class Weights : public Member {
 public:
  Weights(Handle table, const std::string& where)
      : Member(table, where, "weight"), table_(std::move(table)) {}

 private:
  Handle table_;
};

/// The offsets of the images, from their ends.
class Offsets : public NumberArray {
 public:
  explicit Offsets(hdf5::ArrayReader ends) : ends_(std::move(ends)) {}

  const std::string& where() const override { return ends_.where(); }
  std::int64_t length() const override { return ends_.length() + 1; }

  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const override {
    const std::size_t size = H5Tget_size(type);
    auto* next = static_cast<unsigned char*>(numbers);
    if (first == 0 && n > 0) {
      std::fill(next, next + size, 0);
      next += size;
    }
    const std::int64_t begin = std::max<std::int64_t>(first, 1);
    ends_.read_as(type, begin - 1, std::max<std::int64_t>(first + n - begin, 0), next);
  }

 private:
  hdf5::ArrayReader ends_;
};

void check_table(hid_t table, const std::string& where) {
  const Handle type = hdf5::type_of(table, where);
  SPARSECONV_THROW_IF(has_member(type, "z"), input, where + ": is a mask of voxels, not of pixels");
  for (const char* name : {"x", "y"})
    hdf5::check_type_of_indices(member_type(type, name, where), where + "[" + name + "]");
  hdf5::check_type_of_numbers(member_type(type, "weight", where), where + "[weight]");
  hdf5::check_storage(table, where);
}

ImageShape shape_of_images(const ReadOptions& options, const std::string& where) {
  SPARSECONV_THROW_IF(!options.image_shape, input,
                      where + ": does not say the shape of its images, give --image-shape H,W");
  SPARSECONV_THROW_IF(options.order == Order::f, input,
                      where + ": has x and y of its pixels and no order: leave out --order F");
  return *options.image_shape;
}

}  // namespace

bool is_pixel_mask(hid_t dataset) {
  const Handle type = H5Dget_type(dataset);
  return H5Tget_class(type) == H5T_COMPOUND && has_member(type, "x") && has_member(type, "y") &&
         has_member(type, "weight");
}

std::unique_ptr<ImageSource> open_pixel_mask(hid_t file, FoundObject table,
                                             const ReadOptions& options) {
  const std::string where = table.where();
  hdf5::ArrayReader ends(file, table.file, table.name + "_index");
  std::vector<SourceFile> sources = table.sources(ends.files());
  check_table(table.object, where);
  hdf5::check_indices(ends.dataset(), ends.where());
  const ImageShape shape = shape_of_images(options, where);

  BatchInfo info;
  info.file = table.file;
  info.group = table.name;
  info.n_images = ends.length();
  info.n_pixels = shape.size();
  info.layout = "table of x, y and weight";
  info.image_shape = shape;
  const Handle type = hdf5::type_of(table.object, where);
  describe_values(info, member_type(type, "weight", where));
  CsrSource::Arrays arrays;
  arrays.indices = std::make_unique<Pixels>(table.object, where, shape);
  arrays.indptr = std::make_unique<Offsets>(std::move(ends));
  arrays.data = std::make_unique<Weights>(std::move(table.object), where);
  return std::make_unique<CsrSource>(std::move(info), std::move(sources), std::move(arrays));
}

}  // namespace SparseConv::io
