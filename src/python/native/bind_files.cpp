#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <native/arrays.hpp>
#include <native/bindings.hpp>
#include <native/files.hpp>
#include <native/with_files.hpp>

namespace nb = nanobind;
using namespace nb::literals;

namespace SparseConv::python {

namespace {

nb::tuple read(const std::filesystem::path& path, std::optional<bool> single_precision,
               std::optional<Extents> image_shape, std::optional<std::string> order,
               std::optional<std::int64_t> n_images) {
  const FileOptions options{single_precision, image_shape, std::move(order), n_images};
  FileBatch batch = with_files([&] { return read_batch(path, options, throw_if_interrupted); });
  return nb::make_tuple(to_numpy(std::move(batch.csr)),
                        std::make_pair(batch.n_images, batch.n_pixels), batch.image_shape);
}

void write(const std::filesystem::path& path, const Readable& values, const Readable& indices,
           const Readable& indptr, Extents image_shape, bool wide_columns,
           const std::string& compression, bool overwrite) {
  const Csr csr = to_csr(indptr, indices, values);
  with_files([&] { write_batch(path, csr, image_shape, wide_columns, compression, overwrite); });
}

}  // namespace

void bind_files(nb::module_& module) {
  module.def(
      "read_filter",
      [](const std::filesystem::path& path) {
        return with_files([&] { return read_filter(path); });
      },
      "path"_a);
  module.def("read_batch", &read, "path"_a, "single_precision"_a.none(), "image_shape"_a.none(),
             "order"_a.none(), "n_images"_a.none());
  module.def("write_batch", &write, "path"_a, "values"_a, "indices"_a, "indptr"_a, "image_shape"_a,
             "wide_columns"_a, "compression"_a, "overwrite"_a);
}

}  // namespace SparseConv::python
