#ifndef SPARSECONV_CLI_PROGRESS_HPP
#define SPARSECONV_CLI_PROGRESS_HPP

#include <Kokkos_Timer.hpp>
#include <cstdint>
#include <string>

namespace SparseConv::cli {

/// How progress is shown.
enum class ProgressStyle {
  automatic,  ///< `bar` on a terminal, else `plain`
  bar,        ///< one line that changes
  plain,      ///< a line every few seconds, and one at the end
  off
};

/// Tells on standard error how far a batch has come.
class Progress {
 public:
  /// \param images number of images to come
  /// \param nnz    number of their stored entries
  Progress(ProgressStyle style, std::int64_t images, std::int64_t nnz);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// So many images are done by now, and so many of their stored entries.
  void show(std::int64_t images, std::int64_t nnz);

 private:
  double fraction() const;
  std::string line() const;
  std::string bar() const;
  void print();

  ProgressStyle style_;
  std::int64_t images_, nnz_;
  std::int64_t images_done_ = 0, nnz_done_ = 0;
  Kokkos::Timer timer_;
  double shown_at_ = 0;
  bool line_open_ = false;
};

}  // namespace SparseConv::cli

#endif
