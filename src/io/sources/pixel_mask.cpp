#include <SparseConv/Error.hpp>
#include <algorithm>
#include <io/arrays/ArrayReader.hpp>
#include <io/chunks/storage.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/sources/CsrSource.hpp>
#include <io/sources/TableColumn.hpp>
#include <io/sources/listed_shape.hpp>
#include <io/sources/matrix.hpp>
#include <io/sources/pixel_mask.hpp>

namespace SparseConv::io {
namespace {

using hdf5::Handle;
using hdf5::NumberArray;
using std::to_string;

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
  TableColumn x_, y_;
  std::string where_;
  ImageShape shape_;
};

/// The values of a table, which it keeps open.
class Weights : public TableColumn {
 public:
  Weights(Handle table, const std::string& where)
      : TableColumn(table, where, "weight"), table_(std::move(table)) {}

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
  SPARSECONV_THROW_IF(has_columns(table, {"z"}), input,
                      where + ": is a mask of voxels, not of pixels");
  for (const char* name : {"x", "y"}) TableColumn(table, where, name).check_whole();
  TableColumn(table, where, "weight").check_numbers();
  hdf5::check_storage(table, where);
}

}  // namespace

bool is_pixel_mask(hid_t dataset) { return has_columns(dataset, {"x", "y", "weight"}); }

std::unique_ptr<ImageSource> open_pixel_mask(hid_t file, FoundObject table,
                                             const ReadOptions& options) {
  const std::string where = table.where();
  const std::string path = table.name.substr(table.name.find_first_not_of('/'));
  hdf5::ArrayReader ends(file, table.file + ":", path + "_index");
  std::vector<SourceFile> sources = table.sources(ends.files());
  check_table(table.object, where);
  hdf5::check_indices(ends.dataset(), ends.where());
  const ImageShape shape = listed_shape(options, where);

  BatchInfo info;
  info.file = table.file;
  info.group = table.name;
  info.n_images = ends.length();
  info.n_pixels = shape.size();
  info.chunk_bytes = std::max(hdf5::compressed_chunk_bytes(table.object, where),
                              hdf5::compressed_chunk_bytes(ends.dataset(), ends.where()));
  info.layout = "table of x, y and weight";
  info.image_shape = shape;
  describe_values(info, TableColumn(table.object, where, "weight").type());
  CsrSource::Arrays arrays;
  arrays.indices = std::make_unique<Pixels>(table.object, where, shape);
  arrays.indptr = std::make_unique<Offsets>(std::move(ends));
  arrays.data = std::make_unique<Weights>(std::move(table.object), where);
  return std::make_unique<CsrSource>(std::move(info), std::move(sources), std::move(arrays));
}

}  // namespace SparseConv::io
