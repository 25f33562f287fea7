#ifndef SPARSECONV_IO_MERGE_BATCHES_HPP
#define SPARSECONV_IO_MERGE_BATCHES_HPP

#include <SparseConv/Shape.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

/// \file
/// One file in which batches of other files are one batch, image after image. In all functions:
/// - `Scalar` and `Ordinal` are the types that the parts were written with,
/// - `path`, `image_shape` and `attributes` are as for BatchWriter, and the file gets its name when
///   it is complete,
/// - the parts have their batches in a group of the name that it has in `path`.
///
/// They throw Error (input) as BatchReader does for a part, or if it has other types or images of
/// another size, and (system) if a file cannot be written.

namespace SparseConv::io {

/// A file that BatchWriter wrote.
struct BatchPart {
  std::string file;        ///< its name
  bool continues = false;  ///< whether its first image is the rest, or more, of the last one before
  Checksum checksum =
      {};  ///< what BatchWriter::finish() gave; of use for prepare_joint_file() only
};

/// Writes a file that refers to the parts. Its `indptr` is a dataset of its own; `data` and
/// `indices` are virtual datasets, whose elements stay where they are. The parts are remembered
/// relative to the folder of `path`: both can be moved together.
/// \return size of the file in bytes
template <class Scalar, class Ordinal>
std::int64_t link_batches(const std::string& path, ImageShape image_shape,
                          const std::map<std::string, std::string>& attributes,
                          const std::vector<BatchPart>& parts);

/// Writes a file with copies of the parts, and reads it back to see that it holds them.
/// \param before_copy called now and then; what it throws ends the copying
/// \return size of the file in bytes
template <class Scalar, class Ordinal>
std::int64_t join_batches(
    const std::string& path, ImageShape image_shape,
    const std::map<std::string, std::string>& attributes, const std::vector<BatchPart>& parts,
    const std::function<void()>& before_copy = [] {});

/// Writes a file with room for copies of the parts: all but the elements of `data` and `indices`.
/// Several processes can then put these there with copy_entries() at the same time, without knowing
/// of each other. The datasets are contiguous; in place of the checksums that HDF5 keeps of chunks
/// they have an attribute `crc32`, which read_checksum() compares.
///
/// The file is what it says only after every part was copied and verified. `path` should be a
/// temporary name until then.
/// \param parts all with their checksum
template <class Scalar, class Ordinal>
void prepare_joint_file(const std::string& path, ImageShape image_shape,
                        const std::map<std::string, std::string>& attributes,
                        const std::vector<BatchPart>& parts);

/// Copies the entries of a part to their place in a file, and brings them to disk.
/// \param path        as for prepare_joint_file(), which has made the file
/// \param first_entry number of the first of them among those of all parts
void copy_entries(const std::string& path, const BatchPart& part, std::int64_t first_entry);

/// Reads back what copy_entries() wrote; to be done when all parts are copied.
/// \throws Error (system) also if something else is there than what the part was written with
void verify_entries(const std::string& path, const BatchPart& part, std::int64_t first_entry);

}  // namespace SparseConv::io

#endif
