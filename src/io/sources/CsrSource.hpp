#ifndef SPARSECONV_IO_SOURCES_CSRSOURCE_HPP
#define SPARSECONV_IO_SOURCES_CSRSOURCE_HPP

#include <io/arrays/NumberArray.hpp>
#include <io/sources/ImageSource.hpp>
#include <io/sources/OffsetCache.hpp>
#include <memory>

namespace SparseConv::io {

/// A batch in three arrays, as SciPy's CSR has them.
class CsrSource : public ImageSource {
 public:
  struct Arrays {
    std::unique_ptr<hdf5::NumberArray> data, indices, indptr;
  };

  /// \param info where `nnz` is yet to be filled in
  /// \throws Error (input) if the arrays do not fit the number of images, or each other
  CsrSource(BatchInfo info, std::vector<SourceFile> files, Arrays arrays);

  std::vector<std::int64_t> offsets(std::int64_t first, std::int64_t last) const override;
  void read(std::int64_t first, std::int64_t n, const EntryRoom& room) const override;

 private:
  void check_lengths() const;
  void check_ends() const;
  template <class Ordinal>
  void check_columns(std::int64_t first, std::int64_t n, const Ordinal* columns) const;

  std::unique_ptr<hdf5::NumberArray> data_, indices_;
  OffsetCache indptr_;
};

}  // namespace SparseConv::io

#endif
