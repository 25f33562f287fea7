#include <SparseConv/Error.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/link_batches.hpp>
#include <SparseConv/io/paths.hpp>
#include <algorithm>
#include <filesystem>
#include <io/ArrayWriter.hpp>
#include <io/PartialFile.hpp>
#include <io/attributes.hpp>
#include <io/csr_group.hpp>
#include <io/output_file.hpp>

namespace SparseConv::io {
namespace {

using hdf5::Handle;

/// Images whose offsets are in memory at a time.
constexpr std::int64_t most_images = 65536;

/// A file, as it is named in another one, and the number of entries of its batch.
struct Part {
  std::string name;
  std::int64_t nnz;
};

/// The name of a file relative to a folder, as virtual datasets have it: `%` starts a pattern
/// there.
std::string name_of_source(const std::string& file, const std::filesystem::path& folder) {
  std::string name;
  for (const char letter : std::filesystem::path(file).lexically_relative(folder).string())
    name += letter == '%' ? "%%" : std::string(1, letter);
  return name;
}

/// Writes the master file, in the order of its functions.
class Linker {
 public:
  Linker(const Path& path, ImageShape image_shape,
         const std::map<std::string, std::string>& attributes)
      : partial_(path.file),
        group_name_(path.object.empty() ? hdf5::default_group : path.object),
        where_(path.file + ":" + group_name_),
        n_pixels_(image_shape.size()),
        file_(hdf5::create_file(partial_.name(), path.file)),
        group_(hdf5::create_csr_group(file_, where_, group_name_, image_shape, attributes)) {}

  /// Writes `indptr`, and learns how large the parts are.
  void add(const std::vector<BatchPart>& parts) {
    hdf5::ArrayWriter indptr(group_, where_, "indptr", hdf5::type_in_memory<std::int64_t>(),
                             most_images);
    const auto folder = std::filesystem::path(partial_.final_name()).parent_path();
    for (const BatchPart& part : parts) {
      const BatchReader reader(part.file + ":" + group_name_);
      append_begins(reader, part.continues ? 1 : 0, indptr);
      parts_.push_back({name_of_source(part.file, folder), reader.info().nnz});
      nnz_ += reader.info().nnz;
    }
    indptr.append(&nnz_, 1);
    hdf5::write_pair(group_, where_, "shape", {n_images_, n_pixels_});
    indptr.close();
  }

  /// Makes a dataset whose elements are those of the parts.
  void link(const char* name, hid_t type) const {
    const std::string message = where_ + "/" + name + ": cannot be made";
    const Handle properties = SPARSECONV_HDF5(H5Pcreate(H5P_DATASET_CREATE), system, message);
    const auto length = static_cast<hsize_t>(nnz_);
    const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &length, nullptr), system, message);
    hsize_t first = 0;
    for (const Part& part : parts_) {
      const auto count = static_cast<hsize_t>(part.nnz);
      if (count == 0) continue;
      const Handle source = SPARSECONV_HDF5(H5Screate_simple(1, &count, nullptr), system, message);
      SPARSECONV_HDF5(H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr),
                      system, message);
      SPARSECONV_HDF5(H5Pset_virtual(properties, space, part.name.c_str(),
                                     ("/" + group_name_ + "/" + name).c_str(), source),
                      system, message);
      first += count;
    }
    Handle dataset =
        SPARSECONV_HDF5(H5Dcreate2(group_, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT),
                        system, message);
    SPARSECONV_HDF5(dataset.close(), system, message);
  }

  std::int64_t finish() {
    const std::string message = partial_.final_name() + ": cannot be completed";
    SPARSECONV_HDF5(group_.close(), system, message);
    SPARSECONV_HDF5(file_.close(), system, message);
    const BatchReader check(partial_.name() + ":" + group_name_);  // opens every part once more
    return partial_.commit();
  }

  void discard() {
    if (file_ >= 0) hdf5::discard_writes(file_);
  }

 private:
  /// Appends the begins of images from `begun` on. The end of the last one is that of the file.
  void append_begins(const BatchReader& reader, std::int64_t begun, hdf5::ArrayWriter& indptr) {
    const std::int64_t n = reader.info().n_images;
    for (std::int64_t first = begun; first < n; first += most_images) {
      std::vector<std::int64_t> begins = reader.offsets(first, std::min(first + most_images, n));
      begins.pop_back();
      for (std::int64_t& begin : begins) begin += nnz_;
      indptr.append(begins.data(), static_cast<std::int64_t>(begins.size()));
    }
    n_images_ += n - begun;
  }

  PartialFile partial_;  // declared first: it removes the file after HDF5 has closed it
  std::string group_name_, where_;
  std::int64_t n_pixels_;
  Handle file_, group_;
  std::vector<Part> parts_;
  std::int64_t n_images_ = 0, nnz_ = 0;
};

}  // namespace

template <class Scalar, class Ordinal>
std::int64_t link_batches(const std::string& path, ImageShape image_shape,
                          const std::map<std::string, std::string>& attributes,
                          const std::vector<BatchPart>& parts) {
  const hdf5::Quiet quiet;
  Linker linker(split_path(path), image_shape, attributes);
  try {
    linker.add(parts);
    linker.link("data", hdf5::type_in_memory<Scalar>());
    linker.link("indices", hdf5::type_in_memory<Ordinal>());
    return linker.finish();
  } catch (...) {
    linker.discard();
    throw;
  }
}

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal)                                                  \
  template std::int64_t link_batches<Scalar, Ordinal>(const std::string&, ImageShape,            \
                                                      const std::map<std::string, std::string>&, \
                                                      const std::vector<BatchPart>&);
SPARSECONV_INSTANTIATE(float, std::int32_t)
SPARSECONV_INSTANTIATE(float, std::int64_t)
SPARSECONV_INSTANTIATE(double, std::int32_t)
SPARSECONV_INSTANTIATE(double, std::int64_t)

}  // namespace SparseConv::io
