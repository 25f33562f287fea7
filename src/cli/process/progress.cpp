#include "process/progress.hpp"

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

std::string percent(double fraction) {
  char text[8];
  std::snprintf(text, sizeof text, "%3.0f%%", std::floor(100 * fraction));
  return text;
}

std::string bar(double fraction) {
  const auto filled = static_cast<std::size_t>(bar_width * fraction);
  return '[' + std::string(filled, '#') + std::string(bar_width - filled, '.') + "] ";
}

}  // namespace

ProgressLine::ProgressLine(ProgressStyle style, double patience, double earlier)
    : style_(chosen(style)),
      patience_(style == ProgressStyle::automatic ? patience : 0),
      earlier_(earlier) {}

ProgressLine::~ProgressLine() {
  if (line_open_) std::fputc('\n', stderr);
}

void ProgressLine::show(double fraction, const std::function<std::string()>& text) {
  if (is_due(fraction)) print(fraction, percent(fraction) + "  " + text() + time(fraction));
}

bool ProgressLine::is_due(double fraction) const {
  const double now = timer_.seconds();
  if (style_ == ProgressStyle::off || fraction == shown_ || now < patience_) return false;
  const bool is_bar = style_ == ProgressStyle::bar, begins = shown_ < 0;
  const double interval = is_bar ? bar_interval : plain_interval;
  return fraction == 1 || (is_bar && begins) || now - shown_at_ >= interval;
}

/// The time that is left, or that all of it took.
std::string ProgressLine::time(double fraction) const {
  if (fraction == 1) return ", " + clock(seconds()) + " in all";
  if (fraction <= earlier_) return "";
  return ", " + clock(seconds() * (1 - fraction) / (fraction - earlier_)) + " left";
}

/// Prints the line, with a bar before it and cut to the width of the terminal if it is one that
/// changes.
void ProgressLine::print(double fraction, const std::string& line) {
  if (style_ == ProgressStyle::bar) {
    const std::string text = bar(fraction) + line;
    const auto width = static_cast<std::size_t>(terminal_width() - 1);
    std::fprintf(stderr, "\r%s\033[K", text.substr(0, width).c_str());
    line_open_ = true;
  } else {
    std::fprintf(stderr, "%s\n", line.c_str());
  }
  std::fflush(stderr);
  shown_ = fraction;
  shown_at_ = timer_.seconds();
}

Progress::Progress(ProgressStyle style, Amount all, Amount earlier, double patience)
    : all_(all), earlier_(earlier), line_(style, patience, fraction(earlier)) {
  show({});
}

void Progress::show(Amount done) {
  done_ = done;
  line_.show(fraction(done_ + earlier_), [this] { return text(); });
}

void Progress::add(Amount more) { show(done_ + more); }

/// A part's fraction of the work. Both images and entries take time: empty images a little, full
/// images more.
double Progress::fraction(Amount done) const {
  const auto all = static_cast<double>(all_.images + all_.nnz);
  return all > 0 ? std::min(1.0, static_cast<double>(done.images + done.nnz) / all) : 1;
}

/// What is done, and how many images a second.
std::string Progress::text() const {
  const Amount done = done_ + earlier_;
  return std::to_string(done.images) + '/' + std::to_string(all_.images) + " images, " +
         in_short(static_cast<double>(done.nnz)) + " nonzeros, " +
         in_short(static_cast<double>(done_.images) / line_.seconds()) + "/s";
}

}  // namespace SparseConv::cli
