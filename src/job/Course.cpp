#include <job/Course.hpp>

namespace SparseConv::job {

Course::Course(const Ranks& ranks, Observer& observer, const Progress& begin)
    : ranks_(ranks), observer_(observer), progress_(begin) {
  observer_.advance(progress_);
}

void Course::advance(std::int64_t images, std::int64_t entries) {
  mine_.images += images;
  mine_.entries += entries;
  update(ranks_.tell(mine_));
}

bool Course::is_to_stop() {
  mine_.stopped = observer_.stop();
  return mine_.stopped > 0 || all_.stopped > 0;
}

std::int64_t Course::end(bool failed) {
  mine_.ended = 1;
  mine_.stopped = failed || is_to_stop();
  while (all_.ended < ranks_.size()) update(ranks_.wait(mine_));
  return all_.images;
}

void Course::update(const Standing& all) {
  all_ = all;
  progress_.images = progress_.images_before + all.images;
  progress_.entries = progress_.entries_before + all.entries;
  observer_.advance(progress_);
}

}  // namespace SparseConv::job
