#ifndef SPARSECONV_IO_ARRAYS_VIRTUALARRAY_HPP
#define SPARSECONV_IO_ARRAYS_VIRTUALARRAY_HPP

#include <cstdint>
#include <io/arrays/RawArray.hpp>
#include <io/arrays/VerifiedArray.hpp>
#include <memory>
#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

/// A one-dimensional virtual dataset: its elements are runs of elements of other datasets, its
/// sources. The sources are read one after the other, each verified like any other array. HDF5
/// itself would open all sources at once, and give zeros for a source that it cannot open.
class VirtualArray {
 public:
  /// Checks that the sources cover the dataset, are there, and are as large as they need to be.
  /// \throws Error (input)
  explicit VirtualArray(RawArray array);

  const RawArray& raw() const { return array_; }
  std::vector<std::string> files() const;  ///< names of the sources' files, each once

  /// Elements `first` to `first + n - 1`, converted to a type in memory.
  /// \throws Error (input) if a source is damaged there, or gone
  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const;

 private:
  /// A dataset from which a run of elements comes.
  struct Source {
    std::int64_t first, n;      ///< where the run is in the virtual dataset
    std::string file, dataset;  ///< names of the source
    std::int64_t first_there;   ///< where the run begins in the source
    bool whole;                 ///< whether the source has no other elements
  };

  Source source(hid_t properties, std::size_t i) const;
  VerifiedArray open(const Source& source) const;
  void check_sources() const;
  void check_source(const Source& source) const;

  RawArray array_;
  std::vector<Source> sources_;  ///< in the order of their runs
  mutable const Source* open_source_ = nullptr;
  mutable std::unique_ptr<VerifiedArray> open_array_;  ///< of `open_source_`
};

}  // namespace SparseConv::io::hdf5

#endif
