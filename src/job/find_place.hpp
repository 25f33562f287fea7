#ifndef SPARSECONV_JOB_FIND_PLACE_HPP
#define SPARSECONV_JOB_FIND_PLACE_HPP

#include <io/output_place.hpp>
#include <job/OpenJob.hpp>

namespace SparseConv::job {

/// Finds the place of the output, and whether the job may write there; collective. Every rank gets
/// the file and the groups. The rest, what is in the file, is known on the first rank only: no
/// other rank looks at it, lest the ranks see different things.
///
/// A job asks at the beginning, so that it fails before anything takes time. A job that makes
/// shards asks again before it makes the result of them: others may have changed the file since,
/// and it is the file of that moment that is replaced or added to.
/// \throws Error on every rank as io::find_output_place() does
io::OutputPlace find_place(const OpenJob& job, const Ranks& ranks);

}  // namespace SparseConv::job

#endif
