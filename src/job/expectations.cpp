#include <job/expectations.hpp>
#include <plan/expectations.hpp>

namespace SparseConv::job {

Options expecting(const io::BatchReader& input, ImageShape image, Options options) {
  const auto count_entries = [&input](std::int64_t i) {
    const std::vector<std::int64_t> offsets = input.offsets(i, i + 1);
    return offsets.back() - offsets.front();
  };
  const auto read_columns = [&input](std::int64_t i) {
    const auto batch = input.read<float, std::int64_t>(i, i + 1);
    const std::int64_t* columns = batch.graph.entries.data();
    return std::vector<std::int64_t>(columns, columns + batch.nnz());
  };
  const io::BatchInfo& info = input.info();
  return Impl::expecting(options, image, {info.n_images, info.nnz, count_entries, read_columns});
}

}  // namespace SparseConv::job
