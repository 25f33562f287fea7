#ifndef SPARSECONV_IO_HDF5_FORMAT_BTREE_HPP
#define SPARSECONV_IO_HDF5_FORMAT_BTREE_HPP

#include <cstdint>
#include <functional>
#include <io/hdf5/format/file_bytes.hpp>

namespace SparseConv::io::hdf5 {

/// Visits the leaves of a B-tree of version 1, in which older files keep the names of a group and
/// the chunks of a dataset:
///
///     node                        level 1
///      |-- node                   level 0
///      |    |-- leaf
///      |    |-- leaf
///      |
///      |-- node
///           |-- leaf
///
/// \param address  of the tree's node at the top
/// \param key_size bytes between two children of a node
/// \param visit    called with the address of each leaf; ends the visit by returning false
/// \return whether all were visited: false also if the tree is damaged
bool visit_tree(FileBytes& file, std::uint64_t address, std::size_t key_size,
                const std::function<bool(std::uint64_t)>& visit);

}  // namespace SparseConv::io::hdf5

#endif
