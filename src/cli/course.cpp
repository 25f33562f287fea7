#include "course.hpp"

#include "process.hpp"

namespace SparseConv::cli {

Course::Course(const Ranks& ranks, ProgressStyle style, std::int64_t images, std::int64_t nnz,
               Amount earlier)
    : ranks_(ranks),
      progress_(ranks.first() ? style : ProgressStyle::off, {images, nnz}, earlier) {}

void Course::advance(std::int64_t images, std::int64_t nnz) {
  mine_.images += images;
  mine_.nnz += nnz;
  update(ranks_.tell(mine_));
}

bool Course::is_to_stop() const { return received_signal() != 0 || all_.stopped > 0; }

std::int64_t Course::end(bool failed) {
  mine_.ended = 1;
  mine_.stopped = failed || received_signal() != 0;
  while (all_.ended < ranks_.size()) update(ranks_.wait(mine_));
  return all_.images;
}

void Course::update(const Standing& all) {
  all_ = all;
  progress_.show({all.images, all.nnz});
}

}  // namespace SparseConv::cli
