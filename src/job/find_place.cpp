#include <job/find_place.hpp>

namespace SparseConv::job {

io::OutputPlace find_place(const OpenJob& job, const Ranks& ranks) {
  io::OutputPlace place;
  ranks.agree_on_first(
      [&] { place = io::find_output_place(job.job.output, job.job.overwrite, job.names); });
  place.file = ranks.from_first(place.file);
  place.group = ranks.from_first(place.group);
  place.groups = io::groups_in(place.group, job.names);
  return place;
}

}  // namespace SparseConv::job
