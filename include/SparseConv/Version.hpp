#ifndef SPARSECONV_VERSION_HPP
#define SPARSECONV_VERSION_HPP

/// Version of these headers, `major.minor.patch`.
#define SPARSECONV_VERSION "0.1.0"

#endif
