#include <SparseConv/as_batch.hpp>
#include <algorithm>
#include <atomic>
#include <cstring>
#include <io/chunks/ChunkCodec.hpp>
#include <io/chunks/deflate.hpp>
#include <io/chunks/fletcher32.hpp>
#include <io/chunks/shuffle.hpp>
#include <io/chunks/storage.hpp>
#include <iterator>
#ifdef KOKKOS_ENABLE_OPENMP
#include <omp.h>
#endif

namespace SparseConv::io::hdf5 {
namespace {

using Host = Kokkos::DefaultHostExecutionSpace;

bool has_threads() { return Kokkos::is_initialized() && !Kokkos::is_finalized(); }

/// Calls `body(i)` for the numbers of `n` chunks, by all threads of the host.
template <class Body>
void for_each_chunk(std::size_t n, const Body& body) {
  if (n > 1 && has_threads()) {
    using Chunks = Impl::Range<Host, Kokkos::Schedule<Kokkos::Dynamic>>;
    const Chunks chunks(Host(), 0, static_cast<std::int64_t>(n), Kokkos::ChunkSize(1));
    Kokkos::parallel_for("SparseConv::io::chunks", chunks,
                         [&](std::int64_t i) { body(static_cast<std::size_t>(i)); });
    Host().fence("SparseConv::io::chunks");
  } else {
    for (std::size_t i = 0; i < n; ++i) body(i);
  }
}

/// Whether these are all filters of a ChunkCodec, in the order of one. Shuffle alone is not: HDF5
/// may have left it out of the last chunk, and nothing would tell.
bool are_known(const std::vector<StoredFilter>& filters) {
  constexpr H5Z_filter_t known[] = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32};
  const auto* next = std::begin(known);
  for (const StoredFilter& filter : filters) {
    next = std::find(next, std::end(known), filter.id);
    if (next == std::end(known)) return false;
    ++next;
  }
  return !filters.empty() && filters.back().id != H5Z_FILTER_SHUFFLE;
}

}  // namespace

int chunks_at_a_time() {
  if (!has_threads()) return 1;
  int most = most_chunks_at_a_time;
#ifdef KOKKOS_ENABLE_OPENMP
  most = std::min(most, omp_get_max_threads());  // a limit that somebody has set since
#endif
  return std::min(Host().concurrency(), most);
}

std::optional<ChunkCodec> ChunkCodec::find(hid_t dataset, const std::string& where) {
  const std::vector<std::int64_t> chunk = chunk_extents(dataset, where);
  const std::vector<StoredFilter> filters = filters_of(dataset, where);
  if (chunk.size() != 1 || !are_known(filters)) return std::nullopt;
  const Handle type = SPARSECONV_HDF5(H5Dget_type(dataset), input, where);
  const std::size_t size = H5Tget_size(type);
  if (chunk.front() > small_chunk / static_cast<std::int64_t>(size)) return std::nullopt;
  ChunkCodec codec;
  codec.chunk_length_ = chunk.front();
  codec.chunk_bytes_ = static_cast<std::size_t>(chunk.front()) * size;
  for (const StoredFilter& filter : filters) {
    if (filter.id == H5Z_FILTER_SHUFFLE) {
      if (filter.values[0] != size) return std::nullopt;
      codec.shuffles_ = true;
    }
    if (filter.id == H5Z_FILTER_FLETCHER32) codec.checks_ = true;
    if (filter.id != H5Z_FILTER_DEFLATE) continue;
    codec.deflates_ = true;
    codec.level_ = static_cast<int>(filter.values[0]);
  }
  return codec;
}

std::size_t ChunkCodec::most_stored() const {
  return (deflates_ ? most_deflated(chunk_bytes_) : chunk_bytes_) + sizeof(Fletcher32);
}

StoredChunk ChunkCodec::make_room() const {
  StoredChunk room;  // which make_unique() would fill with zeros
  room.bytes.reset(new unsigned char[most_stored()]);
  if (deflates_) room.spare.reset(new unsigned char[chunk_bytes_]);
  return room;
}

void ChunkCodec::encode(const unsigned char* elements, std::size_t n, StoredChunk* stored) const {
  for_each_chunk(n, [&](std::size_t i) {
    stored[i].size = encode_one(elements + i * chunk_bytes_, stored[i]);
  });
}

bool ChunkCodec::decode(const StoredChunk* stored, std::size_t n, unsigned char* elements,
                        std::size_t n_bytes) const {
  std::atomic<bool> all_right{true};
  for_each_chunk(n, [&](std::size_t i) {
    const std::size_t first = i * chunk_bytes_;
    if (!decode_one(stored[i], elements + first, std::min(n_bytes - first, chunk_bytes_)))
      all_right = false;
  });
  return all_right;
}

/// \return the bytes of the stored chunk; 0 if there is no memory
std::size_t ChunkCodec::encode_one(const unsigned char* elements, StoredChunk& stored) const {
  unsigned char* const bytes = stored.bytes.get();
  unsigned char* const plain = deflates_ ? stored.spare.get() : bytes;
  if (shuffles_)
    shuffle(elements, chunk_bytes_, element_size(), plain);
  else
    std::memcpy(plain, elements, chunk_bytes_);
  const std::size_t n = deflates_ ? deflate(plain, chunk_bytes_, level_, bytes) : chunk_bytes_;
  if (!checks_ || n == 0) return n;
  const Fletcher32 checksum = fletcher32(bytes, n);
  std::copy(checksum.begin(), checksum.end(), bytes + n);
  return n + checksum.size();
}

bool ChunkCodec::decode_one(const StoredChunk& stored, unsigned char* elements,
                            std::size_t n_bytes) const {
  const unsigned char* plain = stored.bytes.get();
  std::size_t size = stored.size;
  if (checks_) {
    if (size < sizeof(Fletcher32)) return false;
    size -= sizeof(Fletcher32);
    const Fletcher32 checksum = fletcher32(plain, size);
    if (!std::equal(checksum.begin(), checksum.end(), plain + size)) return false;
  }
  if (deflates_) {
    if (!inflate(plain, size, stored.spare.get(), chunk_bytes_)) return false;
    plain = stored.spare.get();
  } else if (size != chunk_bytes_) {
    return false;
  }
  if (shuffles_)
    unshuffle(plain, chunk_bytes_, element_size(), elements, n_bytes);
  else
    std::memcpy(elements, plain, n_bytes);
  return true;
}

}  // namespace SparseConv::io::hdf5
