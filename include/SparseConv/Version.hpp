#ifndef SPARSECONV_VERSION_HPP
#define SPARSECONV_VERSION_HPP

/// \file
/// The version of these headers, as a text and as numbers that the preprocessor can compare.

#define SPARSECONV_VERSION "1.0.0"  ///< `major.minor.patch`
#define SPARSECONV_VERSION_MAJOR 1  ///< changes when programs have to change
#define SPARSECONV_VERSION_MINOR 0  ///< changes when something is added
#define SPARSECONV_VERSION_PATCH 0  ///< changes when something is mended

#endif
