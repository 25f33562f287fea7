#include <SparseConv/Error.hpp>
#include <io/numpy/ZipArchive.hpp>

bool SparseConv::io::is_zip(const std::string& path) { return begins_with(path, "PK\x03\x04"); }

#ifdef SPARSECONV_HAVE_ZIP
#include <zip.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace SparseConv::io {
namespace {

constexpr std::int64_t piece = 1 << 20;  ///< bytes that are expanded at a time

/// An open archive. Nothing is written to it, so that nothing is lost.
using Archive = std::unique_ptr<zip_t, void (*)(zip_t*)>;

/// Bytes of all files of an archive. It is a floating-point number, since they may claim any size.
double size_of_all(zip_t* archive) {
  double size = 0;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    zip_stat_t file;
    if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &file) == 0)
      size += static_cast<double>(file.size);
  }
  return size;
}

std::string reason_of(int code) {
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  return reason;
}

}  // namespace

struct ZipArchive::Impl {
  std::int64_t copy(zip_file_t* from, ByteFile& to);

  std::string path;
  Archive archive;
  Advance advance;
  double size;          ///< bytes of all files, as the archive says
  double expanded = 0;  ///< bytes that were expanded
};

/// Copies a file of the archive. \return the number of its bytes; negative if it is damaged
std::int64_t ZipArchive::Impl::copy(zip_file_t* from, ByteFile& to) {
  std::vector<char> bytes(piece);
  std::int64_t copied = 0, n = 0;
  while ((n = zip_fread(from, bytes.data(), bytes.size())) > 0) {
    to.append(bytes.data(), n);
    copied += n;
    advance(std::min(1.0, expanded / size), n);  // the archive may say too little
    expanded += static_cast<double>(n);
  }
  return n < 0 ? n : copied;
}

ZipArchive::ZipArchive(const std::string& path, Advance advance) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code), zip_discard);
  SPARSECONV_THROW_IF(archive == nullptr, input,
                      path + ": cannot be opened as a zip archive: " + reason_of(code));
  const double size = size_of_all(archive.get());
  impl_ = std::make_unique<Impl>(Impl{path, std::move(archive), std::move(advance), size});
}

bool ZipArchive::holds(const std::string& name) const {
  return zip_name_locate(impl_->archive.get(), name.c_str(), 0) >= 0;
}

ByteFile ZipArchive::expand(const std::string& name) const {
  const std::string where = impl_->path + ":" + name;
  SPARSECONV_THROW_IF(!holds(name), input, where + ": there is no such file in the archive");
  zip_stat_t file;
  const bool known = zip_stat(impl_->archive.get(), name.c_str(), 0, &file) == 0;
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> stored(
      known ? zip_fopen(impl_->archive.get(), name.c_str(), 0) : nullptr, zip_fclose);
  SPARSECONV_THROW_IF(stored == nullptr, input,
                      where + ": cannot be read: " + zip_strerror(impl_->archive.get()));
  ByteFile expanded;
  const std::int64_t n = impl_->copy(stored.get(), expanded);
  SPARSECONV_THROW_IF(n < 0, input, where + ": is damaged: " + zip_file_strerror(stored.get()));
  SPARSECONV_THROW_IF(static_cast<zip_uint64_t>(n) != file.size, input,
                      where + ": has another length than the archive says: it is damaged");
  return expanded;
}

}  // namespace SparseConv::io

#else

namespace SparseConv::io {

struct ZipArchive::Impl {};

ZipArchive::ZipArchive(const std::string& path, Advance) {
  SPARSECONV_THROW(input,
                   path +
                       ": is a zip archive, which this build does not read: build SparseConv "
                       "with libzip, or store the matrix in HDF5, with "
                       "anndata.io.write_elem for instance");
}

bool ZipArchive::holds(const std::string&) const { return false; }

ByteFile ZipArchive::expand(const std::string&) const { return {}; }

}  // namespace SparseConv::io

#endif

SparseConv::io::ZipArchive::~ZipArchive() = default;
