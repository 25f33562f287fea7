#include "assemble.hpp"

#include <SparseConv/Error.hpp>
#include <filesystem>

#include "../files.hpp"
#include "../process.hpp"

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

void check_complete(const Shards& shards, const ShardFolder& folder, std::int64_t n_rows) {
  const auto missing = missing_rows(shards, n_rows);
  SPARSECONV_THROW_IF(!missing.empty(), system,
                      folder.path_of(missing.empty() ? 0 : missing.front().first) +
                          ": this shard was made but is gone: was something removed?");
}

/// Makes one result of the shards in a folder. What it does is collective.
template <class Scalar, class Ordinal>
class Assembly {
 public:
  Assembly(const Convolution& convolution, const ShardFolder& folder, const Ranks& ranks,
           const Report& report)
      : convolution_(convolution),
        folder_(folder),
        ranks_(ranks),
        shape_(report.output_shape),
        attributes_(attributes_of(convolution, report)),
        shards_(folder.finished()) {
    ranks_.agree([&] { check_complete(shards_, folder_, convolution_.n_rows()); });
    for (const Shard& shard : shards_) {
      const bool begins_inside = shard.rows.first % convolution_.image.height != 0;
      parts_.push_back({folder_.path_of(shard.rows.first), begins_inside, shard.file.checksum});
      begins_.push_back(begins_.back() + shard.nnz);
    }
  }

  std::int64_t nnz() const { return begins_.back(); }

  /// Makes a file that refers to the shards. \return bytes of all of them
  std::int64_t link() const {
    std::int64_t bytes = 0;
    for (const Shard& shard : shards_) bytes += shard.file.bytes;
    ranks_.agree_on_first([&] {
      bytes += io::link_batches<Scalar, Ordinal>(convolution_.output, shape_, attributes_, parts_);
    });
    return bytes;
  }

  /// Makes a file that holds them. \return its name, which is not yet that of the output
  std::string join() const {
    if (parts_.size() == 1 && !convolution_.only_copies_shards(ranks_.size()))
      return parts_[0].file;
    const std::string whole = with_group(folder_.path_of_whole(), convolution_);
    if (ranks_.size() == 1)
      io::join_batches<Scalar, Ordinal>(whole, shape_, attributes_, parts_, throw_if_interrupted);
    else
      join_together(whole);
    return folder_.path_of_whole();
  }

 private:
  /// Has each rank copy some of the shards, and then read back what it has written.
  void join_together(const std::string& whole) const {
    ranks_.agree_on_first(
        [&] { io::prepare_joint_file<Scalar, Ordinal>(whole, shape_, attributes_, parts_); });
    const auto [first, last] = share();
    for (const auto& work : {io::copy_entries, io::verify_entries})
      ranks_.agree([&, first = first, last = last] {
        for (std::size_t i = first; i < last; ++i) {
          throw_if_interrupted();
          work(whole, parts_[i], begins_[i]);
        }
      });
  }

  /// The parts that this rank copies: nearly equally many entries on each.
  std::pair<std::size_t, std::size_t> share() const {
    std::vector<std::int64_t> work;  // of the first rank, which has all parts to share
    for (std::size_t i = 0; ranks_.first() && i < shards_.size(); ++i)
      work.push_back(shards_[i].nnz);
    const auto begins = ranks_.share(work);
    const auto rank = static_cast<std::size_t>(ranks_.rank());
    return {begins[rank], begins[rank + 1]};
  }

  const Convolution& convolution_;
  const ShardFolder& folder_;
  const Ranks& ranks_;
  ImageShape shape_;
  std::map<std::string, std::string> attributes_;
  Shards shards_;
  std::vector<io::BatchPart> parts_;
  std::vector<std::int64_t> begins_{0};  ///< first entry of each part, and the end
};

}  // namespace

io::BatchWriter make_writer(const std::string& file, const Convolution& convolution,
                            const Report& report) {
  const auto purpose =
      convolution.only_copies_shards(report.ranks) ? io::Purpose::copying : io::Purpose::keeping;
  return {with_group(file, convolution), report.output_shape, attributes_of(convolution, report),
          purpose};
}

template <class Scalar, class Ordinal>
void assemble(const Convolution& convolution, ShardFolder& folder, const Ranks& ranks,
              Report& report) {
  const AddSeconds timing("SparseConv::cli::assemble", report.seconds.write);
  const Assembly<Scalar, Ordinal> assembly(convolution, folder, ranks, report);
  report.nnz_out = assembly.nnz();
  if (convolution.layout == Layout::sharded) {
    report.bytes_written = assembly.link();
    return folder.keep();
  }
  const std::string output = io::split_path(convolution.output).file, whole = assembly.join();
  ranks.agree_on_first([&] {
    rename_file(whole, output);
    report.bytes_written = static_cast<std::int64_t>(std::filesystem::file_size(output));
    folder.discard();
  });
}

template void assemble<float, std::int32_t>(const Convolution&, ShardFolder&, const Ranks&,
                                            Report&);
template void assemble<float, std::int64_t>(const Convolution&, ShardFolder&, const Ranks&,
                                            Report&);
template void assemble<double, std::int32_t>(const Convolution&, ShardFolder&, const Ranks&,
                                             Report&);
template void assemble<double, std::int64_t>(const Convolution&, ShardFolder&, const Ranks&,
                                             Report&);

}  // namespace SparseConv::cli
