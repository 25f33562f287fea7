#include <fcntl.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <algorithm>
#include <deque>
#include <functional>
#include <io/files/PartialFile.hpp>
#include <io/files/permissions.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/open.hpp>
#include <job/assemble/Merger.hpp>
#include <job/assemble/assemble.hpp>
#include <job/assemble/copy_entries.hpp>
#include <job/find_place.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace SparseConv::job {
namespace {

/// Reads files that the job has written itself: a fault in them is not the caller's.
void read_own(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    SPARSECONV_THROW(system, error.what());
  }
}

void check_complete(const Shards& shards, const JobFolder& folder, std::int64_t n_rows) {
  const auto missing = missing_rows(shards, n_rows);
  SPARSECONV_THROW_IF(!missing.empty(), system,
                      folder.shard(missing.empty() ? 0 : missing.front().first) +
                          ": this shard was made but is gone: was something removed?");
}

/// The batches that shards hold of one convolution, which together make its result.
struct Whole {
  const Convolution& convolution;
  std::vector<ShardBatch> batches;
  std::vector<std::int64_t> begins{0};  ///< first entry of each batch, and the end

  std::int64_t nnz() const { return begins.back(); }
};

/// Makes one file of shards. All functions are collective.
template <class Scalar, class Ordinal>
class Assembly {
 public:
  Assembly(const OpenJob& job, ShardStore& store, const Ranks& ranks, const Stop& stop)
      : job_(job), store_(store), ranks_(ranks), stop_(stop), shards_(store.finished()) {
    ranks_.agree([&] { check_complete(shards_, store_.folder(), job_.n_rows()); });
    for (std::size_t i = 0; i < job_.convolutions.size(); ++i) wholes_.push_back(whole(i));
    place_ = find_place(job_, ranks_);
  }

  /// Entries of the result of a convolution.
  std::int64_t nnz(std::size_t i) const { return wholes_[i].nnz(); }

  /// Makes a file that refers to the shards. \return bytes of all of them
  std::int64_t link() {
    std::int64_t bytes = 0;
    for (const Shard& shard : shards_) bytes += shard.bytes;
    ranks_.agree_on_first([&] {
      io::OutputFile file(place_, store_.folder().partial_output());
      merge(file, [](Merger& merger, const char* name, hid_t type) { merger.link(name, type); });
      bytes += publish(file);
    });
    return bytes;
  }

  /// Makes a file that holds the entries of all shards. \return its size in bytes
  std::int64_t join() {
    const bool compressed = job_.job.compression.kind != io::Compression::Kind::none;
    if (ranks_.size() > 1 && !compressed) return join_together();
    std::int64_t bytes = 0;
    ranks_.agree_on_first([&] { bytes = join_alone(); });
    return bytes;
  }

 private:
  /// What the shards hold of convolution `i`.
  Whole whole(std::size_t i) const {
    Whole whole{job_.convolutions[i], {}};
    for (const Shard& shard : shards_) {
      const bool begins_inside = shard.rows.first % job_.height() != 0;
      const WrittenBatch& batch = shard.batches.at(i);
      whole.batches.push_back(
          {store_.folder().shard(shard.rows.first), begins_inside, batch.checksum});
      whole.begins.push_back(whole.nnz() + batch.nnz);
    }
    return whole;
  }

  /// Has a file made of all shards. \param add what is done for `data` and `indices`
  template <class Add>
  void merge(io::OutputFile& file, const Add& add) {
    std::deque<Merger> mergers;  // which cannot be moved
    for (std::size_t i = 0; i < wholes_.size(); ++i) {
      const Convolution& convolution = wholes_[i].convolution;
      Merger& merger = mergers.emplace_back(file, place_.groups[i], convolution.geometry().output,
                                            convolution.attributes, job_.job.compression);
      read_own([&] {
        merger.add(wholes_[i].batches);
        add(merger, "data", io::hdf5::type_in_memory<Scalar>());
        add(merger, "indices", io::hdf5::type_in_memory<Ordinal>());
      });
    }
    file.complete(mergers.front().n_images());
    file.begin_sync();  // the disk writes while the file is read back
    for (const Merger& merger : mergers) merger.check();
  }

  std::int64_t publish(io::OutputFile& file) {
    std::int64_t bytes = 0;
    job_.check_input();
    store_.publish(place_, [&](const io::BeforeRename& note) { bytes = file.commit(note); });
    return bytes;
  }

  /// Has the first rank copy all shards.
  std::int64_t join_alone() {
    if (const auto bytes = rename_only_shard()) return *bytes;
    io::OutputFile file(place_, store_.folder().partial_output());
    merge(file, [&](Merger& merger, const char* name, hid_t type) {
      merger.copy(name, type, [&] { throw_if_stopped(stop_); });
    });
    return publish(file);
  }

  /// Gives a shard that is the whole result the name of the output.
  /// \return its size in bytes; nothing if there is no such shard
  std::optional<std::int64_t> rename_only_shard() {
    if (job_.only_copies_shards(ranks_.size())) return std::nullopt;
    if (shards_.size() != 1 || place_.keeps_rest || place_.is_anndata) return std::nullopt;
    if (!has_attributes(wholes_[0].batches[0].file)) return std::nullopt;
    const std::string result = store_.folder().partial_output();
    io::take_attributes(io::FileDescriptor(wholes_[0].batches[0].file, O_RDONLY),
                        place_.file);  // before anybody sees it
    if (::link(wholes_[0].batches[0].file.c_str(), result.c_str()) != 0) return std::nullopt;
    io::PartialFile file(place_.file, result, io::PartialFile::complete);
    std::int64_t bytes = 0;
    job_.check_input();
    store_.publish(place_, [&](const io::BeforeRename& note) {
      bytes = file.commit([&] {
        note();
        io::check_place_is_as_before(place_);
      });
    });
    return bytes;
  }

  /// Whether a shard has the attributes of the results. An earlier run of the job may have called
  /// the input or a filter by another name.
  bool has_attributes(const std::string& shard) const {
    const auto has = [&](hid_t file, std::size_t i) {
      const std::string where = shard + ":" + place_.groups[i];
      const io::hdf5::Handle group = io::hdf5::open_group(file, place_.groups[i], where);
      const auto found = io::hdf5::read_texts(group, where);
      const auto& wanted = wholes_[i].convolution.attributes;
      return std::includes(found.begin(), found.end(), wanted.begin(), wanted.end());
    };
    bool all = true;
    read_own([&] {
      const io::hdf5::Handle file = io::hdf5::open_file(shard);
      for (std::size_t i = 0; i < wholes_.size(); ++i) all = all && has(file, i);
    });
    return all;
  }

  /// Has each rank copy some of the shards, and then read back what it has written. They write
  /// side by side, into arrays that lie in the file as they are: HDF5 cannot compress these.
  std::int64_t join_together() {
    std::optional<io::OutputFile> file;
    ranks_.agree_on_first([&] {
      file.emplace(place_, store_.folder().partial_output());
      prepare(*file);
    });
    const auto [first, last] = shards_of_rank();
    for_each_shard(first, last, [&](std::size_t i, std::size_t shard) {
      read_own(
          [&] { copy_entries(joint(i), wholes_[i].batches[shard], wholes_[i].begins[shard]); });
    });
    std::vector<BlockSums> sums;
    ranks_.agree([&] {
      for (std::size_t i = 0; i < wholes_.size(); ++i) sums.push_back(no_block_sums(joint(i)));
    });
    for_each_shard(first, last, [&](std::size_t i, std::size_t shard) {
      verify_entries(joint(i), wholes_[i].batches[shard], wholes_[i].begins[shard], sums[i]);
    });
    for (BlockSums& sum : sums)
      sum = {ranks_.exclusive_or(sum.data), ranks_.exclusive_or(sum.indices)};
    std::int64_t bytes = 0;
    ranks_.agree_on_first([&] {
      for (std::size_t i = 0; i < wholes_.size(); ++i) write_block_sums(joint(i), sums[i]);
      bytes = publish(*file);
    });
    return bytes;
  }

  /// Makes a file with room for the entries.
  void prepare(io::OutputFile& file) {
    merge(file, [](Merger& merger, const char* name, hid_t type) { merger.make_room(name, type); });
  }

  /// The batch in the file with room for the entries of all shards.
  JointBatch joint(std::size_t i) const {
    return {store_.folder().partial_output(), place_.groups[i]};
  }

  /// Calls `work(i, shard)` for the results of all convolutions in some of the shards.
  template <class Work>
  void for_each_shard(std::size_t first, std::size_t last, const Work& work) const {
    ranks_.agree([&] {
      for (std::size_t shard = first; shard < last; ++shard)
        for (std::size_t i = 0; i < wholes_.size(); ++i) {
          throw_if_stopped(stop_);
          work(i, shard);
        }
    });
  }

  /// The shards that this rank copies: nearly equally many entries on each.
  std::pair<std::size_t, std::size_t> shards_of_rank() const {
    std::vector<std::int64_t> work;  // of the first rank, which has all shards to divide
    for (std::size_t i = 0; ranks_.first() && i < shards_.size(); ++i)
      work.push_back(shards_[i].nnz());
    const auto begins = ranks_.sum(ranks_.divide(work));
    const auto rank = static_cast<std::size_t>(ranks_.rank());
    return {begins[rank], begins[rank + 1]};
  }

  const OpenJob& job_;
  ShardStore& store_;
  const Ranks& ranks_;
  const Stop& stop_;
  Shards shards_;
  std::vector<Whole> wholes_;  ///< of the convolutions
  io::OutputPlace place_;      ///< now that all shards are there, see find_place()
};

}  // namespace

template <class Scalar, class Ordinal>
void assemble(const OpenJob& job, ShardStore& store, const Ranks& ranks, const Stop& stop,
              Outcome& outcome) {
  Assembly<Scalar, Ordinal> assembly(job, store, ranks, stop);
  for (std::size_t i = 0; i < outcome.results.size(); ++i) outcome.results[i].nnz = assembly.nnz(i);
  outcome.bytes_written = job.job.layout == Layout::sharded ? assembly.link() : assembly.join();
}

void finish(const OpenJob& job, ShardStore& store, ShardWriter& result, Outcome& outcome) {
  const std::vector<WrittenBatch> written = result.complete();
  for (std::size_t i = 0; i < written.size(); ++i) outcome.results[i].nnz = written[i].nnz;
  job.check_input();
  store.publish(result.place(),
                [&](const io::BeforeRename& note) { outcome.bytes_written = result.commit(note); });
}

template void assemble<float, std::int32_t>(const OpenJob&, ShardStore&, const Ranks&, const Stop&,
                                            Outcome&);
template void assemble<float, std::int64_t>(const OpenJob&, ShardStore&, const Ranks&, const Stop&,
                                            Outcome&);
template void assemble<double, std::int32_t>(const OpenJob&, ShardStore&, const Ranks&, const Stop&,
                                             Outcome&);
template void assemble<double, std::int64_t>(const OpenJob&, ShardStore&, const Ranks&, const Stop&,
                                             Outcome&);

}  // namespace SparseConv::job
