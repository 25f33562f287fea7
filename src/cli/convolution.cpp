#include "convolution.hpp"

#include <algorithm>

#include "dispatch.hpp"
#include "input.hpp"
#include "process.hpp"

namespace SparseConv::cli {
namespace {

/// The same batch for another execution space: shared where the memory is, else copied.
template <class To, class From>
To transfer(const From& batch) {
  const typename To::memory_space memory;
  const auto in_memory = [&memory](const auto& view) {
    return Kokkos::create_mirror_view_and_copy(memory, view);
  };
  return To("SparseConv::cli::batch", batch.numRows(), batch.numCols(), batch.nnz(),
            in_memory(batch.values), in_memory(batch.graph.row_map),
            in_memory(batch.graph.entries));
}

/// Convolves a slice as often as there are samples, and adds to each what its turn took.
template <class Plan, class Space, class Batch>
Batch convolve_slice(Plan& plan, const Space& space, const Batch& images,
                     std::vector<double>& samples) {
  Batch result;
  for (double& sample : samples) {
    throw_if_interrupted();
    result = Batch();  // makes room for the next one
    space.fence("SparseConv::cli::convolve");
    const AddSeconds timing(sample);
    result = plan.apply(space, images);
    space.fence("SparseConv::cli::convolve");
  }
  return result;
}

/// The options, with what the whole input lets expect of its slices.
Options expecting(const io::BatchInfo& input, Options options) {
  options.expected_images = input.n_images;
  const auto pixels = static_cast<double>(input.n_images) * static_cast<double>(input.n_pixels);
  options.expected_density = pixels > 0 ? static_cast<double>(input.nnz) / pixels : 0;
  return options;
}

template <class Scalar, class Ordinal, class Space>
Plan<Scalar, Ordinal, Space> make_plan(const Convolution& convolution, const Space& space,
                                       Report& report) {
  const AddSeconds timing(report.seconds.plan);
  Plan<Scalar, Ordinal, Space> plan(space, convolution.image, convolution.filter,
                                    expecting(convolution.input.info(), convolution.options));
  report.space = space_name<Space>();
  report.threads = space.concurrency();
  report.method = plan.method();
  report.mode = plan.mode();
  report.image_shape = plan.image_shape();
  report.output_shape = plan.output_shape();
  return plan;
}

io::BatchWriter make_writer(const Convolution& convolution, const Report& report) {
  std::map<std::string, std::string> attributes = convolution.attributes;
  attributes["mode"] = to_string(report.mode);
  attributes["method"] = to_string(report.method);
  return io::BatchWriter(convolution.output, report.output_shape, attributes);
}

/// An upper bound of the entries that an image has in the result.
ImageCost result_entries(const Convolution& convolution, ImageShape output) {
  const std::int64_t taps = convolution.filter.shape().size();
  return [taps, output](std::int64_t nnz) {
    return nnz > output.size() / taps ? output.size() : nnz * taps;
  };
}

template <class Scalar, class Ordinal, class Space>
void run_as(const Convolution& convolution, Report& report) {
  const Space space;
  const io::BatchReader& input = convolution.input;
  auto plan = make_plan<Scalar, Ordinal>(convolution, space, report);
  auto writer = make_writer(convolution, report);
  Progress progress(convolution.progress, input.info().n_images, input.info().nnz);

  const auto read = [&](std::int64_t first, std::int64_t last) {
    const AddSeconds timing(report.seconds.read);
    return input.read<Scalar, Ordinal>(first, last);
  };
  const auto write = [&](const io::HostBatch<Scalar, Ordinal>& batch) {
    const AddSeconds timing(report.seconds.write);
    writer.append(batch);
  };
  const auto work = [&](std::int64_t first, std::int64_t last) {
    const auto images = transfer<Batch<Scalar, Ordinal, Space>>(read(first, last));
    const auto result = convolve_slice(plan, space, images, report.samples);
    write(transfer<io::HostBatch<Scalar, Ordinal>>(result));
    report.images += last - first;
    report.nnz_in += images.nnz();
    report.nnz_out += result.nnz();
    progress.advance(last - first, images.nnz());
  };
  for_each_slice(input, input.info().n_images, result_entries(convolution, plan.output_shape()),
                 work);

  throw_if_interrupted();
  const AddSeconds timing(report.seconds.write);
  report.bytes_written = writer.finish().bytes;
}

}  // namespace

Report run(const Convolution& convolution) {
  const ImageShape output =
      output_shape(convolution.image, convolution.filter.shape(), convolution.options.mode);
  const std::int64_t largest =
      std::max({convolution.input.info().n_images, convolution.image.size(), output.size()});
  Report report;
  report.samples.resize(static_cast<std::size_t>(convolution.repeat), 0.0);
  dispatch_types(convolution.precision, largest, [&](auto scalar, auto ordinal) {
    dispatch_space(convolution.space, [&](auto space) {
      run_as<typename decltype(scalar)::type, typename decltype(ordinal)::type,
             typename decltype(space)::type>(convolution, report);
    });
  });
  for (const double sample : report.samples) report.seconds.convolve += sample;
  return report;
}

}  // namespace SparseConv::cli
