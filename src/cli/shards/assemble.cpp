#include "assemble.hpp"

#include <SparseConv/Error.hpp>
#include <algorithm>
#include <filesystem>

#include "../files.hpp"
#include "../process.hpp"
#include "../slices.hpp"

namespace SparseConv::cli {
namespace {

std::map<std::string, std::string> attributes_of(const Convolution& convolution,
                                                 const Report& report) {
  std::map<std::string, std::string> attributes = convolution.attributes;
  attributes["mode"] = to_string(report.mode);
  attributes["method"] = to_string(report.method);
  return attributes;
}

/// `FILE:GROUP` for a file that has the group of the output.
std::string with_group(const std::string& file, const Convolution& convolution) {
  const std::string group = io::split_path(convolution.output).object;
  return group.empty() ? file : file + ":" + group;
}

/// Bytes of memory for each entry that is copied.
template <class Scalar, class Ordinal>
constexpr std::int64_t bytes_of_copy = 2 * (sizeof(Scalar) + sizeof(Ordinal));

Shards complete_shards(const ShardFolder& folder, std::int64_t n_rows) {
  Shards shards = folder.finished();
  const auto missing = missing_rows(shards, n_rows);
  SPARSECONV_THROW_IF(!missing.empty(), system,
                      folder.path_of(missing.empty() ? 0 : missing.front().first) +
                          ": this shard was made but is gone: was something removed?");
  return shards;
}

/// Whether the first image of a shard begins in the one before.
bool begins_inside(const Convolution& convolution, const Shard& shard) {
  return shard.rows.first % convolution.image.height != 0;
}

/// Copies one image, as many entries at a time as fit into some bytes.
/// \param continues whether it goes on with the last image of the copy
template <class Scalar, class Ordinal>
void copy_image(const io::BatchReader& reader, std::int64_t image, bool continues,
                io::BatchWriter& writer, std::int64_t limit) {
  const auto offsets = reader.offsets(image, image + 1);
  const std::int64_t nnz = offsets[1] - offsets[0];
  const auto most = std::max<std::int64_t>(limit / bytes_of_copy<Scalar, Ordinal>, 1);
  std::int64_t first = 0;
  do {
    const std::int64_t last = std::min(first + most, nnz);
    writer.append(reader.read_part<Scalar, Ordinal>(image, first, last), continues || first > 0);
    first = last;
  } while (first < nnz);
}

/// Copies all shards into one file. \return its name
template <class Scalar, class Ordinal>
std::string merge(const Convolution& convolution, const Shards& shards, const ShardFolder& folder,
                  const Report& report) {
  const ImageCost bytes = [](std::int64_t nnz) {
    return nnz * bytes_of_copy<Scalar, Ordinal> + 64;
  };
  const std::int64_t limit = memory_of_slice(convolution, report, sizeof(Scalar) + sizeof(Ordinal));
  io::BatchWriter writer = make_writer(folder.path_of_whole(), convolution, report);
  for (const Shard& shard : shards) {
    const io::BatchReader reader(with_group(folder.path_of(shard.rows.first), convolution));
    const bool continues = begins_inside(convolution, shard);
    const auto copy = [&](std::int64_t first, std::int64_t last) {
      if (last - first == 1)
        return copy_image<Scalar, Ordinal>(reader, first, continues && first == 0, writer, limit);
      writer.append(reader.read<Scalar, Ordinal>(first, last), continues && first == 0);
    };
    for_each_slice(reader, reader.info().n_images, bytes, copy, limit);
  }
  if (shards.empty()) {  // an empty slice gives the file its types
    using Slice = io::HostBatch<Scalar, Ordinal>;
    const auto n_pixels = static_cast<Ordinal>(report.output_shape.size());
    writer.append(Slice("SparseConv::cli::no_images", 0, n_pixels, 0, typename Slice::values_type(),
                        typename Slice::row_map_type(), typename Slice::index_type()));
  }
  throw_if_interrupted();
  writer.finish();
  return folder.path_of_whole();
}

}  // namespace

io::BatchWriter make_writer(const std::string& file, const Convolution& convolution,
                            const Report& report) {
  return io::BatchWriter(with_group(file, convolution), report.output_shape,
                         attributes_of(convolution, report));
}

template <class Scalar, class Ordinal>
void assemble(const Convolution& convolution, ShardFolder& folder, Report& report) {
  const AddSeconds timing("SparseConv::cli::assemble", report.seconds.write);
  const std::string output = io::split_path(convolution.output).file;
  const Shards shards = complete_shards(folder, convolution.n_rows());
  for (const Shard& shard : shards) report.nnz_out += shard.nnz;
  if (convolution.layout == Layout::sharded) {
    std::vector<io::BatchPart> parts;
    for (const Shard& shard : shards) {
      parts.push_back({folder.path_of(shard.rows.first), begins_inside(convolution, shard)});
      report.bytes_written += shard.file.bytes;
    }
    report.bytes_written += io::link_batches<Scalar, Ordinal>(
        convolution.output, report.output_shape, attributes_of(convolution, report), parts);
    folder.keep();
  } else {
    const std::string whole = shards.size() == 1
                                  ? folder.path_of(shards[0].rows.first)
                                  : merge<Scalar, Ordinal>(convolution, shards, folder, report);
    rename_file(whole, output);
    report.bytes_written = static_cast<std::int64_t>(std::filesystem::file_size(output));
    folder.discard();
  }
}

template void assemble<float, std::int32_t>(const Convolution&, ShardFolder&, Report&);
template void assemble<float, std::int64_t>(const Convolution&, ShardFolder&, Report&);
template void assemble<double, std::int32_t>(const Convolution&, ShardFolder&, Report&);
template void assemble<double, std::int64_t>(const Convolution&, ShardFolder&, Report&);

}  // namespace SparseConv::cli
