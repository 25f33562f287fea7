#include <SparseConv/io/merge_batches.hpp>
#include <io/BatchMerger.hpp>

namespace SparseConv::io {
namespace {

using hdf5::BatchMerger;
using hdf5::type_in_memory;

}  // namespace

template <class Scalar, class Ordinal>
std::int64_t link_batches(const std::string& path, ImageShape image_shape,
                          const std::map<std::string, std::string>& attributes,
                          const std::vector<BatchPart>& parts) {
  const hdf5::Quiet quiet;
  BatchMerger merger(split_path(path), image_shape, attributes);
  merger.add(parts);
  merger.link("data", type_in_memory<Scalar>());
  merger.link("indices", type_in_memory<Ordinal>());
  return merger.finish();
}

template <class Scalar, class Ordinal>
std::int64_t join_batches(const std::string& path, ImageShape image_shape,
                          const std::map<std::string, std::string>& attributes,
                          const std::vector<BatchPart>& parts,
                          const std::function<void()>& before_copy) {
  const hdf5::Quiet quiet;
  BatchMerger merger(split_path(path), image_shape, attributes);
  merger.add(parts);
  merger.copy("data", type_in_memory<Scalar>(), before_copy);
  merger.copy("indices", type_in_memory<Ordinal>(), before_copy);
  return merger.finish();
}

template <class Scalar, class Ordinal>
void prepare_joint_file(const std::string& path, ImageShape image_shape,
                        const std::map<std::string, std::string>& attributes,
                        const std::vector<BatchPart>& parts) {
  const hdf5::Quiet quiet;
  BatchMerger merger(split_path(path), image_shape, attributes);
  merger.add(parts);
  merger.verify_offsets();
  merger.make_room("data", type_in_memory<Scalar>(), &Checksum::data);
  merger.make_room("indices", type_in_memory<Ordinal>(), &Checksum::indices);
  merger.finish();
}

#define SPARSECONV_MERGE_ARGUMENTS                                           \
  const std::string&, ImageShape, const std::map<std::string, std::string>&, \
      const std::vector<BatchPart>&
#define SPARSECONV_INSTANTIATE(Scalar, Ordinal)                                      \
  template std::int64_t link_batches<Scalar, Ordinal>(SPARSECONV_MERGE_ARGUMENTS);   \
  template std::int64_t join_batches<Scalar, Ordinal>(SPARSECONV_MERGE_ARGUMENTS,    \
                                                      const std::function<void()>&); \
  template void prepare_joint_file<Scalar, Ordinal>(SPARSECONV_MERGE_ARGUMENTS);
SPARSECONV_INSTANTIATE(float, std::int32_t)
SPARSECONV_INSTANTIATE(float, std::int64_t)
SPARSECONV_INSTANTIATE(double, std::int32_t)
SPARSECONV_INSTANTIATE(double, std::int64_t)

}  // namespace SparseConv::io
