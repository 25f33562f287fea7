#include <algorithm>
#include <io/sources/hits/PixelSorter.hpp>
#include <optional>
#include <queue>
#include <tuple>
#include <utility>

namespace SparseConv::io {
namespace {

constexpr std::int64_t size_of_pixel = sizeof(SetPixel);
constexpr std::int64_t run_length = 1 << 21;

bool is_before(const SetPixel& a, const SetPixel& b) {
  return std::tie(a.image, a.pixel) < std::tie(b.image, b.pixel);
}

bool is_same(const SetPixel& a, const SetPixel& b) {
  return a.image == b.image && a.pixel == b.pixel;
}

/// Adds up the values of equal pixels, which stand side by side.
void add_up(std::vector<SetPixel>& pixels) {
  if (pixels.empty()) return;
  auto last = pixels.begin();
  for (auto next = last + 1; next != pixels.end(); ++next)
    if (is_same(*last, *next))
      last->value += next->value;
    else
      *++last = *next;
  pixels.erase(last + 1, pixels.end());
}

/// A run that is read from its beginning to its end.
class SortedRun {
 public:
  SortedRun(const ByteFile& file, std::int64_t first, std::int64_t last, std::int64_t block_length)
      : file_(&file), next_(first), last_(last), block_length_(block_length) {
    advance();
  }

  const SetPixel& head() const { return block_[at_]; }

  /// Goes on to the next pixel. \return false if there is none
  bool advance() {
    if (++at_ < block_.size()) return true;
    const std::int64_t n = std::min(block_length_, last_ - next_);
    block_.resize(static_cast<std::size_t>(n));
    file_->read(next_ * size_of_pixel, n * size_of_pixel, block_.data());
    next_ += n;
    at_ = 0;
    return n > 0;
  }

 private:
  const ByteFile* file_;
  std::int64_t next_, last_, block_length_;
  std::vector<SetPixel> block_;
  std::size_t at_ = 0;
};

/// Calls `use` for the pixels of all runs in ascending order; equal ones in the order of the runs.
void merge(std::vector<SortedRun>& runs, const std::function<void(const SetPixel&)>& use) {
  const auto is_after = [&runs](std::size_t a, std::size_t b) {
    const SetPixel &x = runs[a].head(), &y = runs[b].head();
    return is_before(y, x) || (is_same(x, y) && b < a);
  };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(is_after)> next(is_after);
  for (std::size_t run = 0; run < runs.size(); ++run) next.push(run);
  while (!next.empty()) {
    const std::size_t run = next.top();
    next.pop();
    use(runs[run].head());
    if (runs[run].advance()) next.push(run);
  }
}

}  // namespace

void PixelSorter::add(const SetPixel& pixel) {
  run_.push_back(pixel);
  if (static_cast<std::int64_t>(run_.size()) == run_length) end_run();
}

void PixelSorter::end_run() {
  if (!std::is_sorted(run_.begin(), run_.end(), is_before))
    std::stable_sort(run_.begin(), run_.end(), is_before);
  add_up(run_);
  const auto n = static_cast<std::int64_t>(run_.size());
  file_.append(run_.data(), n * size_of_pixel);
  ends_.push_back(ends_.back() + n);
  run_.clear();
}

void PixelSorter::finish(const std::function<void(const SetPixel&)>& use,
                         const std::function<void(double)>& advance) {
  if (!run_.empty()) end_run();
  run_ = {};
  if (ends_.size() == 1) return;
  const auto n_runs = static_cast<std::int64_t>(ends_.size()) - 1;
  std::vector<SortedRun> runs;
  for (std::size_t i = 1; i < ends_.size(); ++i)
    runs.emplace_back(file_, ends_[i - 1], ends_[i],
                      std::max<std::int64_t>(run_length / n_runs, 64));
  const auto n_pixels = static_cast<double>(ends_.back());
  std::int64_t n_merged = 0;
  std::optional<SetPixel> sum;
  merge(runs, [&](const SetPixel& pixel) {
    if (sum && is_same(*sum, pixel)) {
      sum->value += pixel.value;
    } else {
      if (sum) use(*sum);
      sum = pixel;
    }
    advance(static_cast<double>(++n_merged) / n_pixels);
  });
  use(*sum);
}

}  // namespace SparseConv::io
