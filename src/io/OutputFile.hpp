#ifndef SPARSECONV_IO_OUTPUTFILE_HPP
#define SPARSECONV_IO_OUTPUTFILE_HPP

#include <SparseConv/Shape.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <io/files/PartialFile.hpp>
#include <io/hdf5/hdf5.hpp>
#include <io/output_place.hpp>
#include <map>
#include <string>
#include <vector>

namespace SparseConv::io {

/// The HDF5 file that is to be at the place of an output, with one batch or several. It grows under
/// a temporary name: from nothing or, where the file at the place holds other things, from a copy
/// of that file.
///
///     OutputFile file(place);
///     const hid_t group = file.make_group(place.group, shape, attributes);    // write into it
///     file.complete(n_images);
///     // read it back from file.name(), as group place.group
///     file.commit();
class OutputFile {
 public:
  /// The file is given up unless complete() closes it: nothing more is written to it then.
  /// \throws Error (system) if the file cannot be made
  explicit OutputFile(const OutputPlace& place);
  /// \param temporary_name in the folder of the place
  OutputFile(const OutputPlace& place, const std::string& temporary_name);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  const OutputPlace& place() const { return place_; }
  const std::string& name() const { return partial_.name(); }  ///< the temporary name

  /// Makes the group of a batch, one of the groups of the place. It stays open until complete().
  hid_t make_group(const std::string& name, ImageShape image_shape,
                   const std::map<std::string, std::string>& attributes);

  /// Has the system begin to bring to the disk what HDF5 has written so far.
  void begin_sync() { partial_.begin_sync(); }

  /// Adds what follows from the number of images, which all batches have, and closes the file.
  /// Several batches of an AnnData object have the same number of pixels.
  void complete(std::int64_t n_images);

  /// Reads a batch back. \throws Error (system) unless it has this checksum
  void check_batch(const std::string& group, const Checksum& checksum) const;

  /// Brings the file to the disk and gives it its name, as PartialFile does.
  /// \return its size in bytes
  /// \throws Error (system) if that fails, or if the file at the place has changed meanwhile
  std::int64_t commit(const BeforeRename& before_rename = [] {});

  /// Only gives the file its name: for a file of no use after this program has ended.
  std::int64_t rename();

 private:
  /// The group of a batch.
  struct Group {
    hdf5::Handle handle;
    std::string name;
    std::int64_t n_pixels;
  };

  void begin();
  void open();
  void remove(const std::string& group);

  OutputPlace place_;
  // Before the handles: HDF5 closes the file first, then this removes it.
  PartialFile partial_;
  hdf5::Handle file_;
  std::vector<Group> groups_;
};

}  // namespace SparseConv::io

#endif
