#ifndef SPARSECONV_IO_SOURCES_HITS_HITS_HPP
#define SPARSECONV_IO_SOURCES_HITS_HITS_HPP

#include <SparseConv/io/ReadOptions.hpp>
#include <io/sources/FoundObject.hpp>
#include <io/sources/ImageSource.hpp>
#include <memory>
#include <string>

/// \file
/// Lists of hits: events, particles in a detector, stars. A hit has the number of an image, a row,
/// a column and maybe a weight; without weights each counts 1. Hits come in any order, and the
/// weights of hits at the same pixel add up:
///
///     image  row  column  weight
///       1     12     3      1            image 0: 2.5 at row 4, column 7
///       0      4     7      2            image 1: 1 at row 12, column 3
///       0      4     7      0.5
///
/// They are sorted when they are opened, which takes 100 MiB of memory, and as much as 48 bytes a
/// hit and 8 bytes an image in temporary files.

namespace SparseConv::io {

/// Whether a dataset is a table with the columns of a list of hits.
bool is_hit_table(hid_t dataset);

/// Whether a group has the columns of a list of hits as arrays.
bool is_hit_group(hid_t group);

/// Opens a list of hits in HDF5, a table or a group.
/// \throws Error (input) naming the hit that is not in an image, also if the options do not give
/// the shape of the images; (system) if there is no room for temporary files
std::unique_ptr<ImageSource> open_hits(const FoundObject& object, const ReadOptions& options);

/// Opens a list of hits in a text.
/// \param state of the file before it is opened
/// \throws Error as open_hits(), naming the line
std::unique_ptr<ImageSource> open_hit_text(const std::string& path, const SourceFile& state,
                                           const ReadOptions& options);

}  // namespace SparseConv::io

#endif
