#include "process/console.hpp"

#include <utility>

#include "process/errors.hpp"
#include "words.hpp"

namespace SparseConv::cli {

Console::Console(ProgressStyle style, const std::string& input, bool shows)
    : style_(style), shows_(shows), opening_(std::in_place, style, input) {}

void Console::opening(double fraction) {
  if (shows_) opening_->show(fraction);
}

void Console::advance(const job::Progress& now) {
  if (!shows_) return;
  opening_.reset();  // ends its line
  if (!progress_) {
    progress_.emplace(style_, Amount{now.all_images, now.all_entries},
                      Amount{now.images_before, now.entries_before});
  } else {
    const Amount slice{now.images - before_.images, now.entries - before_.entries};
    if (slice.images > 0 || slice.nnz > 0)
      print_detail("slice with " + counted(slice.images, "image") + " and " +
                   counted(slice.nnz, "nonzero"));
    progress_->show({now.images - now.images_before, now.entries - now.entries_before});
  }
  before_ = now;
}

}  // namespace SparseConv::cli
