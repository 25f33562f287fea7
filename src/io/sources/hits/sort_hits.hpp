#ifndef SPARSECONV_IO_SOURCES_HITS_SORT_HITS_HPP
#define SPARSECONV_IO_SOURCES_HITS_SORT_HITS_HPP

#include <SparseConv/io/ReadOptions.hpp>
#include <io/sources/ImageSource.hpp>
#include <io/sources/hits/HitStream.hpp>
#include <memory>
#include <vector>

namespace SparseConv::io {

/// Reads all hits, and makes images of them. hits.hpp says what that takes.
/// \param info    file, group, form and type of the weights
/// \param whole   whether all weights are whole numbers, so that double is needed for a sum that
///                float does not hold
/// \param options shape of the images and, if it is not to follow from the hits, their number
/// \throws Error (input) naming the first hit that is not in an image; (system) if there is no room
/// for temporary files
std::unique_ptr<ImageSource> sort_hits(HitStream& hits, BatchInfo info, bool whole,
                                       std::vector<SourceFile> files, const ReadOptions& options);

}  // namespace SparseConv::io

#endif
