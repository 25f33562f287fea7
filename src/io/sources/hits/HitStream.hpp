#ifndef SPARSECONV_IO_SOURCES_HITS_HITSTREAM_HPP
#define SPARSECONV_IO_SOURCES_HITS_HITSTREAM_HPP

#include <array>
#include <cstdint>
#include <string>

namespace SparseConv::io {

/// Something that was seen at a pixel of an image.
struct Hit {
  std::int64_t image = 0, row = 0, column = 0;
  double weight = 1;
};

/// The names of the columns in a list of hits. The last one may be missing.
inline constexpr std::array<const char*, 4> hit_columns{"image", "row", "column", "weight"};

/// A list of hits that is read from the beginning to the end, in the order of the file.
class HitStream {
 public:
  virtual ~HitStream() = default;

  /// Takes the next hit. \return false after the last one
  /// \throws Error (input) if the file holds anything else there
  virtual bool next(Hit& hit) = 0;

  /// How much of the list has been taken, as a fraction, once there was a hit.
  virtual double fraction() const = 0;

  /// The place in the file from which the hit came, in messages.
  virtual std::string where() const = 0;
};

}  // namespace SparseConv::io

#endif
