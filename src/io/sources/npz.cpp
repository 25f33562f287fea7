#include <SparseConv/Error.hpp>
#include <array>
#include <io/files/files_page.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/numpy/NpyArray.hpp>
#include <io/numpy/ZipArchive.hpp>
#include <io/sources/CsrSource.hpp>
#include <io/sources/Opening.hpp>
#include <io/sources/matrix.hpp>
#include <io/sources/npz.hpp>

namespace SparseConv::io {
namespace {

NpyArray open(const ZipArchive& archive, const std::string& path, const std::string& name) {
  NpyArray array(archive.expand(name + ".npy"), path + ":" + name);
  SPARSECONV_THROW_IF(
      array.shape().size() != 1, input,
      array.where() + ": must have one dimension, not " + std::to_string(array.shape().size()));
  return array;
}

NpyArray open_whole_numbers(const ZipArchive& archive, const std::string& path,
                            const std::string& name) {
  NpyArray array = open(archive, path, name);
  SPARSECONV_THROW_IF(H5Tget_class(array.type()) != H5T_INTEGER, input,
                      array.where() + ": must hold whole numbers of at most 64 bits");
  return array;
}

std::string read_format(const ZipArchive& archive, const std::string& path) {
  SPARSECONV_THROW_IF(!archive.holds("format.npy"), input,
                      path +
                          ": is a zip archive without a sparse matrix: write one with "
                          "scipy.sparse.save_npz" +
                          see_files_page);
  std::string format = read_npy_text(archive.expand("format.npy"), path + ":format");
  SPARSECONV_THROW_IF(format != "csr" && format != "csc", input,
                      path + ": is a sparse matrix in the format '" + format +
                          "', which is not read here: convert it with SciPy's tocsr()" +
                          see_files_page);
  return format;
}

std::array<std::int64_t, 2> read_shape(const ZipArchive& archive, const std::string& path) {
  const NpyArray shape = open_whole_numbers(archive, path, "shape");
  SPARSECONV_THROW_IF(shape.length() != 2, input,
                      shape.where() + ": is not a pair of whole numbers");
  return {shape.at(0), shape.at(1)};
}

}  // namespace

std::unique_ptr<ImageSource> open_npz(const std::string& path, const SourceFile& state,
                                      const ReadOptions& options) {
  Opening opening(options);
  const ZipArchive archive(path, [&opening](double fraction, std::int64_t n_bytes) {
    opening.advance([=] { return fraction; }, n_bytes);
  });
  const std::string format = read_format(archive, path);
  BatchInfo info = describe_matrix({format, read_shape(archive, path)}, path);
  info.file = path;
  auto data = std::make_unique<NpyArray>(open(archive, path, "data"));
  auto indices = std::make_unique<NpyArray>(open_whole_numbers(archive, path, "indices"));
  describe_values(info, data->type());
  info.column_type = hdf5::name_of_type(indices->type());
  auto source = std::make_unique<CsrSource>(
      std::move(info), std::vector<SourceFile>{state},
      CsrSource::Arrays{std::move(data), std::move(indices),
                        std::make_unique<NpyArray>(open_whole_numbers(archive, path, "indptr"))});
  opening.finish();
  return source;
}

}  // namespace SparseConv::io
