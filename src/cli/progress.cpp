#include "progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>

namespace SparseConv::cli {
namespace {

constexpr double bar_interval = 0.1;
constexpr double plain_interval = 5;  // seconds
constexpr std::size_t bar_width = 10;

ProgressStyle chosen(ProgressStyle style) {
  if (style != ProgressStyle::automatic) return style;
  return ::isatty(STDERR_FILENO) != 0 ? ProgressStyle::bar : ProgressStyle::plain;
}

int terminal_width() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

/// `2:03`, or `1:02:03` where there are hours.
std::string clock(double seconds) {
  const long long whole = std::llround(seconds);
  char text[32];
  if (whole < 3600) {
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  }
  return text;
}

/// A number in three digits: `950`, `12.3k`, `5.24M`.
std::string in_short(double number) {
  const char* const suffixes[] = {"", "k", "M", "G", "T"};
  std::size_t thousands = 0;
  for (; number >= 999.5 && thousands + 1 < std::size(suffixes); ++thousands) number /= 1000;
  char text[32];
  std::snprintf(text, sizeof text, "%.3g%s", number, suffixes[thousands]);
  return text;
}

}  // namespace

Progress::Progress(ProgressStyle style, std::int64_t images, std::int64_t nnz)
    : style_(chosen(style)), images_(images), nnz_(nnz) {
  if (style_ == ProgressStyle::bar) print();
}

Progress::~Progress() {
  if (line_open_) std::fputc('\n', stderr);
}

void Progress::show(std::int64_t images, std::int64_t nnz) {
  const bool news = images != images_done_ || nnz != nnz_done_ || shown_at_ == 0;
  images_done_ = images;
  nnz_done_ = nnz;
  const double interval = style_ == ProgressStyle::bar ? bar_interval : plain_interval;
  const bool due = fraction() == 1 || timer_.seconds() - shown_at_ >= interval;
  if (style_ != ProgressStyle::off && news && due) print();
}

/// Images and entries both take time: empty images some, full ones more.
double Progress::fraction() const {
  const double all = static_cast<double>(images_ + nnz_);
  return all > 0 ? std::min(1.0, static_cast<double>(images_done_ + nnz_done_) / all) : 1;
}

std::string Progress::line() const {
  const double seconds = timer_.seconds();
  const double done = fraction();
  char percent[8];
  std::snprintf(percent, sizeof percent, "%3.0f%%", std::floor(100 * done));
  std::string text = percent + std::string("  ") + std::to_string(images_done_) + '/' +
                     std::to_string(images_) + " images, " +
                     in_short(static_cast<double>(nnz_done_)) + " nonzeros, " +
                     in_short(static_cast<double>(images_done_) / seconds) + "/s";
  if (done == 1) text += ", " + clock(seconds) + " in all";
  if (done > 0 && done < 1) text += ", " + clock(seconds * (1 - done) / done) + " left";
  return text;
}

/// The line behind a bar, cut to what the terminal shows in one line.
std::string Progress::bar() const {
  const auto filled = static_cast<std::size_t>(bar_width * fraction());
  const std::string text =
      '[' + std::string(filled, '#') + std::string(bar_width - filled, '.') + "] " + line();
  return text.substr(0, static_cast<std::size_t>(terminal_width() - 1));
}

void Progress::print() {
  if (style_ == ProgressStyle::bar) {
    std::fprintf(stderr, "\r%s\033[K", bar().c_str());
    line_open_ = true;
  } else {
    std::fprintf(stderr, "%s\n", line().c_str());
  }
  std::fflush(stderr);
  shown_at_ = timer_.seconds();
}

}  // namespace SparseConv::cli
