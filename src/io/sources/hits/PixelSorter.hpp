#ifndef SPARSECONV_IO_SOURCES_HITS_PIXELSORTER_HPP
#define SPARSECONV_IO_SOURCES_HITS_PIXELSORTER_HPP

#include <cstdint>
#include <functional>
#include <io/files/ByteFile.hpp>
#include <vector>

namespace SparseConv::io {

/// A pixel of an image.
struct SetPixel {
  std::int64_t image, pixel;
  double value;
};

/// Sorts any number of pixels by image and number, and adds up the values of equal pixels. It keeps
/// sorted runs in a temporary file, and merges them:
///
///     pixels    8 3 5 3 | 9 3 1 7 | 2
///     runs      3 5 8   | 1 3 7 9 | 2      equal pixels of a run are added up
///     merged    1 2 3 5 7 8 9              and then equal pixels of several runs
///
/// That takes 100 MiB of memory, and in the file 24 bytes for each pixel of a run.
class PixelSorter {
 public:
  /// \throws Error (system) if there is no room in the temporary file; std::bad_alloc
  void add(const SetPixel& pixel);

  /// Calls `use` for every different pixel in ascending order, and, after each pixel of a run,
  /// `advance` with the fraction of these that are merged. \throws Error as add() does
  void finish(const std::function<void(const SetPixel&)>& use,
              const std::function<void(double)>& advance);

 private:
  void end_run();

  std::vector<SetPixel> run_;          ///< the run that is not complete
  std::vector<std::int64_t> ends_{0};  ///< numbers of the pixels in the file up to each run
  ByteFile file_;
};

}  // namespace SparseConv::io

#endif
