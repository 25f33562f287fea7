#ifndef SPARSECONV_CLI_SHARDS_ASSEMBLE_HPP
#define SPARSECONV_CLI_SHARDS_ASSEMBLE_HPP

#include "../convolution.hpp"
#include "ShardFolder.hpp"

namespace SparseConv::cli {

/// A file for a shard, with the attributes that all results have.
io::BatchWriter make_writer(const std::string& file, const Convolution& convolution,
                            const Report& report);

/// Makes the output of the shards in a folder that is complete, and gives it its name; collective.
/// \param report gets the number of entries and what was written
/// \throws Error (system) if a shard is missing or a file cannot be written. With several ranks it
/// is an AgreedFailure.
template <class Scalar, class Ordinal>
void assemble(const Convolution& convolution, ShardFolder& folder, const Ranks& ranks,
              Report& report);

}  // namespace SparseConv::cli

#endif
