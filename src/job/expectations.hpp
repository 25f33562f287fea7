#ifndef SPARSECONV_JOB_EXPECTATIONS_HPP
#define SPARSECONV_JOB_EXPECTATIONS_HPP

#include <SparseConv/Plan.hpp>
#include <SparseConv/io/BatchReader.hpp>

namespace SparseConv::job {

/// The options, with the expectations filled in from an input: the number and density of all its
/// images, and, where the method is still to be chosen, the area of some images that are spread
/// over it.
/// \param image shape of the images
Options expecting(const io::BatchReader& input, ImageShape image, Options options);

}  // namespace SparseConv::job

#endif
