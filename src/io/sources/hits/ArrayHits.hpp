#ifndef SPARSECONV_IO_SOURCES_HITS_ARRAYHITS_HPP
#define SPARSECONV_IO_SOURCES_HITS_ARRAYHITS_HPP

#include <io/arrays/NumberArray.hpp>
#include <io/sources/hits/HitStream.hpp>
#include <memory>
#include <string>
#include <vector>

namespace SparseConv::io {

/// Hits of which each property is an array: image, row, column and, if there is one, weight.
class ArrayHits : public HitStream {
 public:
  /// \param arrays of the `hit_columns`, in this order
  /// \param where  all of them in messages
  /// \throws Error (input) if they are not equally long
  ArrayHits(std::vector<std::unique_ptr<hdf5::NumberArray>> arrays, std::string where);

  bool next(Hit& hit) override;
  double fraction() const override;
  std::string where() const override;

 private:
  void read_block();

  std::vector<std::unique_ptr<hdf5::NumberArray>> arrays_;
  std::string where_;
  std::int64_t next_ = 0;   ///< number of the next hit
  std::int64_t begin_ = 0;  ///< number of the first hit in the block
  std::vector<std::int64_t> images_, rows_, columns_;
  std::vector<double> weights_;
};

}  // namespace SparseConv::io

#endif
