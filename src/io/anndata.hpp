#ifndef SPARSECONV_IO_ANNDATA_HPP
#define SPARSECONV_IO_ANNDATA_HPP

#include <cstdint>
#include <io/hdf5/hdf5.hpp>
#include <string>

/// \file
/// The frame of an AnnData object, with which `anndata.read_h5ad()` opens an HDF5 file with a
/// batch, by anndata's on-disk format specification (`anndata` 0.1.0, `dataframe` 0.2.0, `dict`
/// 0.1.0).

namespace SparseConv::io::hdf5 {

/// Whether AnnData opens a file with a batch in this group: the matrix `X`, one of its `layers`, or
/// what is in `obsm` or `uns`.
bool is_place_in_anndata(const std::string& group);

/// Adds what the file lacks of a frame for a batch in `group`: the names of the images (`obs`) and,
/// unless it is in `obsm` or `uns`, of the pixels (`var`), which are their numbers; and the
/// attributes that mark the groups around `group` as dictionaries. \throws Error (input) if there
/// is a frame for another number of images or pixels; (system) if the frame cannot be written
void complete_anndata_frame(hid_t file, const std::string& where, const std::string& group,
                            std::int64_t n_images, std::int64_t n_pixels);

/// Throws Error (input) if a file has a frame that is for another number of images or pixels than a
/// batch in `group`.
void check_anndata_frame(hid_t file, const std::string& where, const std::string& group,
                         std::int64_t n_images, std::int64_t n_pixels);

/// Whether a file holds nothing but a batch in `group` and the frame that
/// complete_anndata_frame() adds, with the names and attributes that it has then.
bool holds_only_anndata_frame(hid_t file, const std::string& group);

}  // namespace SparseConv::io::hdf5

#endif
