#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "process/progress.hpp"
#include "verbosity.hpp"

namespace SparseConv::Test {
namespace {

using cli::Amount;
using cli::OpeningProgress;
using cli::Progress;
using cli::ProgressLine;
using cli::ProgressStyle;

constexpr Amount all{40, 3960};  // images and entries: 4000 in all

/// The text shown for a job of which this run has done a part after 0.2 s.
std::string shown(Amount earlier, Amount done) {
  testing::internal::CaptureStderr();
  {
    Progress progress(ProgressStyle::bar, all, earlier);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    progress.show(done);
  }
  return testing::internal::GetCapturedStderr();
}

/// The text shown first, and the text shown last.
std::string first(const std::string& text) { return text.substr(0, text.find("\033[K")); }
std::string last(const std::string& text) { return text.substr(text.rfind('\r')); }

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Progress, BeginsAtZero) {
  EXPECT_TRUE(has(first(shown({}, {})), "[..........]   0%  0/40 images, 0 nonzeros"));
  EXPECT_FALSE(has(first(shown({}, {})), "left"));
}

TEST(Progress, BeginsWhereAnEarlierRunEnded) {
  const std::string text = shown({30, 2970}, {2, 198});
  EXPECT_TRUE(has(first(text), "[#######...]  75%  30/40 images, 2.97k nonzeros, 0/s")) << text;
  EXPECT_TRUE(has(last(text), "80%  32/40 images, 3.17k nonzeros")) << text;
}

/// The rate in the last line, in images a second.
double rate(const std::string& text) {
  const std::string line = last(text);
  const std::string before = " nonzeros, ";
  return std::stod(line.substr(line.find(before) + before.size()));
}

TEST(Progress, CountsOnlyThisRunForRateAndTimeLeft) {
  const std::string text = shown({38, 3762}, {1, 99});  // 1 image in 0.2 s, and 1 is left
  EXPECT_LE(rate(text), 5.0) << text;
  EXPECT_GT(rate(text), 0.0) << text;
  const std::string little = shown({}, {1, 99});  // 39 are left, for 7.8 s and more
  EXPECT_TRUE(has(last(text), "0:00 left") || rate(text) < 2) << text;
  EXPECT_FALSE(has(last(little), "0:00 left")) << little;
}

TEST(Progress, IsCompleteTogetherWithEarlierRuns) {
  EXPECT_TRUE(has(last(shown({30, 2970}, {10, 990})), "100%  40/40 images, 3.96k nonzeros"));
  EXPECT_TRUE(has(last(shown(all, {})), "100%  40/40 images"));
}

/// The text shown for a job that is done after 0.2 s, by a command with this patience.
std::string shown_after(double patience, ProgressStyle style) {
  testing::internal::CaptureStderr();
  Progress progress(style, all, {}, patience);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  progress.show(all);
  return testing::internal::GetCapturedStderr();
}

TEST(Progress, IsNotShownOfWhatIsQuick) {
  EXPECT_EQ(shown_after(60, ProgressStyle::automatic), "");
  EXPECT_TRUE(has(shown_after(60, ProgressStyle::plain), "100%  40/40 images"));
  EXPECT_TRUE(has(shown_after(0.1, ProgressStyle::automatic), "100%  40/40 images"));
}

TEST(ProgressLine, TellsNothingTwice) {
  testing::internal::CaptureStderr();
  ProgressLine line(ProgressStyle::plain, 0);
  for (const double fraction : {0.0, 1.0, 1.0}) line.show(fraction, [] { return "of it"; });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "100%  of it, 0:00 in all\n");
}

/// The text shown for a file that is opened at once.
std::string shown_of_opening(ProgressStyle style) {
  testing::internal::CaptureStderr();
  OpeningProgress progress(style, "hits.csv");
  for (const double fraction : {0, 1}) progress.show(fraction);
  return testing::internal::GetCapturedStderr();
}

TEST(OpeningProgress, IsShownIfItIsAskedFor) {
  EXPECT_EQ(shown_of_opening(ProgressStyle::automatic), "");
  EXPECT_EQ(shown_of_opening(ProgressStyle::plain), "100%  opening hits.csv, 0:00 in all\n");
  EXPECT_TRUE(has(shown_of_opening(ProgressStyle::bar), "[..........]   0%  opening hits.csv"));
}

TEST(Progress, AddsUp) {
  testing::internal::CaptureStderr();
  Progress progress(ProgressStyle::plain, all);
  progress.add({30, 2970});
  progress.add({10, 990});
  EXPECT_TRUE(has(testing::internal::GetCapturedStderr(), "100%  40/40 images"));
}

TEST(Progress, IsNotShownWhereItIsToBeQuiet) {
  cli::verbosity = cli::Verbosity::quiet;
  EXPECT_EQ(shown_after(0, ProgressStyle::plain), "");
  cli::verbosity = cli::Verbosity::normal;
}

}  // namespace
}  // namespace SparseConv::Test
