#ifndef SPARSECONV_CLI_CONVOLUTION_HPP
#define SPARSECONV_CLI_CONVOLUTION_HPP

#include <SparseConv.hpp>
#include <SparseConv/io.hpp>
#include <cstdint>
#include <map>
#include <string>

#include "arguments.hpp"
#include "progress.hpp"
#include "report.hpp"

namespace SparseConv::cli {

/// A convolution from file to file, as it was asked for.
struct Convolution {
  io::BatchReader input;
  ImageShape image;    ///< shape of the images in `input`
  std::string output;  ///< `FILE` or `FILE:GROUP`
  Filter filter;
  Options options;
  std::string space;  ///< one of space_choices()
  Precision precision;
  std::int64_t repeat;  ///< how often every slice is convolved
  ProgressStyle progress;
  std::map<std::string, std::string> attributes;  ///< further ones for the output
};

/// Convolves slice after slice. The report lacks the total time and the size of the input.
Report run(const Convolution& convolution);

}  // namespace SparseConv::cli

#endif
