#ifndef SPARSECONV_CLI_EXPECTATIONS_HPP
#define SPARSECONV_CLI_EXPECTATIONS_HPP

#include <SparseConv.hpp>
#include <SparseConv/io.hpp>

namespace SparseConv::cli {

/// The options, with what an input lets a plan expect: the number and density of all its images,
/// and, where the method is still to be chosen, the area of some that are spread over it.
/// \param image shape of the images
Options expecting(const io::BatchReader& input, ImageShape image, Options options);

}  // namespace SparseConv::cli

#endif
