#include "progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>

#include "verbosity.hpp"

namespace SparseConv::cli {
namespace {

constexpr double bar_interval = 0.1;
constexpr double plain_interval = 5;  // seconds
constexpr std::size_t bar_width = 10;

ProgressStyle chosen(ProgressStyle style) {
  if (verbosity == Verbosity::quiet) return ProgressStyle::off;
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

Progress::Progress(ProgressStyle style, Amount all, Amount earlier, double patience)
    : style_(chosen(style)),
      all_(all),
      earlier_(earlier),
      patience_(style == ProgressStyle::automatic ? patience : 0) {
  if (style_ == ProgressStyle::bar && patience_ == 0) print();
}

Progress::~Progress() {
  if (line_open_) std::fputc('\n', stderr);
}

void Progress::show(Amount done) {
  const bool news = done.images != done_.images || done.nnz != done_.nnz || shown_at_ == 0;
  done_ = done;
  const double interval = style_ == ProgressStyle::bar ? bar_interval : plain_interval;
  const double now = timer_.seconds();
  const bool due = fraction() == 1 || now - shown_at_ >= interval;
  if (style_ != ProgressStyle::off && news && due && now >= patience_) print();
}

void Progress::add(Amount more) { show(done_ + more); }

/// A part's share of the work. Both images and entries take time: empty images a little, full
/// images more.
double Progress::fraction(Amount done) const {
  const auto all = static_cast<double>(all_.images + all_.nnz);
  return all > 0 ? std::min(1.0, static_cast<double>(done.images + done.nnz) / all) : 1;
}

double Progress::fraction() const { return fraction(done_ + earlier_); }

std::string Progress::line() const {
  const double seconds = timer_.seconds();
  const double share = fraction();
  const Amount done = done_ + earlier_;
  char percent[8];
  std::snprintf(percent, sizeof percent, "%3.0f%%", std::floor(100 * share));
  std::string text = percent + std::string("  ") + std::to_string(done.images) + '/' +
                     std::to_string(all_.images) + " images, " +
                     in_short(static_cast<double>(done.nnz)) + " nonzeros, " +
                     in_short(static_cast<double>(done_.images) / seconds) + "/s";
  if (share == 1) return text + ", " + clock(seconds) + " in all";
  const double share_of_run = fraction(done_);
  if (share_of_run > 0) text += ", " + clock(seconds * (1 - share) / share_of_run) + " left";
  return text;
}

/// A bar and the line, cut to the width of the terminal.
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
