#ifndef SPARSECONV_JOB_PIECES_HPP
#define SPARSECONV_JOB_PIECES_HPP

#include <algorithm>
#include <cstdint>
#include <functional>
#include <job/Ranks.hpp>

/// \file
/// How much a job reads at a time where it looks through the input, and how it ends early there.

namespace SparseConv::job {

/// Whether the job is to end. Asked after each small piece that is read.
using Stop = std::function<bool()>;

inline void throw_if_stopped(const Stop& stop) {
  if (stop()) throw Stopped();
}

/// Images whose offsets are in memory at a time. A slice has no more images.
inline constexpr std::int64_t most_images = 65536;

/// Calls `work(first, last)` for consecutive pieces of entries `first` to `last - 1`, each few
/// enough to be read beside a slice. \throws Stopped between pieces
template <class Work>
void for_each_piece(std::int64_t first, std::int64_t last, const Stop& stop, const Work& work) {
  constexpr std::int64_t entries_of_piece = 1 << 18;
  for (; first < last; first += entries_of_piece) {
    throw_if_stopped(stop);
    work(first, std::min(first + entries_of_piece, last));
  }
}

}  // namespace SparseConv::job

#endif
