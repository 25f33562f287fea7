#include <nanobind/nanobind.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/Version.hpp>
#include <native/Engine.hpp>
#include <native/arrays.hpp>
#include <native/batches.hpp>
#include <native/bindings.hpp>
#include <native/filters.hpp>
#include <native/set_error.hpp>
#include <native/without_gil.hpp>

using namespace SparseConv::python;
namespace nb = nanobind;
using namespace nb::literals;

namespace {

/// Binds a member of Engine that makes a matrix from another matrix.
template <CsrMemory (Engine::*member)(const Csr&)>
nb::tuple from_csr(Engine& engine, const Readable& values, const Readable& indices,
                   const Readable& indptr) {
  const Csr csr = to_csr(indptr, indices, values);
  return to_numpy(without_gil([&] { return (engine.*member)(csr); }));
}

/// Binds a member of Engine that turns two matrices into another.
template <CsrMemory (Engine::*member)(const Csr&, const Csr&)>
nb::tuple from_two_csr(Engine& engine, const Readable& values, const Readable& indices,
                       const Readable& indptr, const Readable& other_values,
                       const Readable& other_indices, const Readable& other_indptr) {
  const Csr csr = to_csr(indptr, indices, values);
  const Csr other = to_csr(other_indptr, other_indices, other_values);
  return to_numpy(without_gil([&] { return (engine.*member)(csr, other); }));
}

nb::object apply_dense(Engine& engine, const Readable& images, std::int64_t n) {
  const Array array = to_array(images);
  return to_numpy(without_gil([&] { return engine.apply_dense(array, n); }));
}

void numeric(Engine& engine, const Readable& values, const Readable& indices,
             const Readable& indptr, const Writable& result_values, const Readable& result_indices,
             const Readable& result_indptr) {
  const Csr batch = to_csr(indptr, indices, values);
  const Csr result = to_csr(result_indptr, result_indices, result_values);
  without_gil([&] { engine.numeric(batch, result); });
}

std::unique_ptr<Engine> new_engine(bool single_precision, bool wide_columns,
                                   const std::string& space, const Settings& settings) {
  const Type values = single_precision ? Type::float32 : Type::float64;
  const Type columns = wide_columns ? Type::int64 : Type::int32;
  return without_gil([&] { return make_engine(values, columns, space, settings); });
}

nb::object max_projection_of(const Readable& values, const Readable& indices,
                             const Readable& indptr, std::int64_t height, std::int64_t width,
                             const std::string& normalize) {
  const Csr batch = to_csr(indptr, indices, values);
  return to_numpy(without_gil([&] { return max_projection(batch, height, width, normalize); }));
}

/// Binds a function that turns a batch with a number of pixels into another batch.
template <class Parameter, CsrMemory (*function)(const Csr&, std::int64_t, Parameter)>
nb::tuple from_batch(const Readable& values, const Readable& indices, const Readable& indptr,
                     std::int64_t n_pixels, Parameter parameter) {
  const Csr batch = to_csr(indptr, indices, values);
  return to_numpy(without_gil([&] { return function(batch, n_pixels, parameter); }));
}

/// Raises ValueError for a fault of the caller, and MemoryError for a refusal of the machine.
void translate(const std::exception_ptr& thrown, void*) {
  try {
    std::rethrow_exception(thrown);
  } catch (const SparseConv::Error& error) {
    const bool callers = error.cause() == SparseConv::Error::Cause::input;
    set_error(callers ? PyExc_ValueError : PyExc_MemoryError, error.what());
  }
}

void bind_engine(nb::module_& module) {
  nb::class_<NamedOptions>(module, "NamedOptions")
      .def_rw("mode", &NamedOptions::mode)
      .def_rw("boundary", &NamedOptions::boundary)
      .def_rw("correlate", &NamedOptions::correlate)
      .def_rw("adjoint", &NamedOptions::adjoint)
      .def_rw("threshold", &NamedOptions::threshold)
      .def_rw("normalize", &NamedOptions::normalize)
      .def_rw("method", &NamedOptions::method);
  nb::class_<Settings, NamedOptions>(module, "Settings")
      .def(nb::init<>())
      .def_rw("height", &Settings::height)
      .def_rw("width", &Settings::width)
      .def_rw("filter_height", &Settings::filter_height)
      .def_rw("filter_width", &Settings::filter_width)
      .def_rw("weights", &Settings::weights)
      .def_rw("max_buffer_bytes", &Settings::max_buffer_bytes)
      .def_rw("memory_budget", &Settings::memory_budget)
      .def_rw("n_threads", &Settings::n_threads);
  nb::class_<Engine>(module, "Engine")
      .def("apply", &from_csr<&Engine::apply>)
      .def("apply_image", &from_csr<&Engine::apply_image>)
      .def("apply_dense", &apply_dense)
      .def("apply_at", &from_two_csr<&Engine::apply_at>)
      .def("apply_image_at", &from_two_csr<&Engine::apply_image_at>)
      .def("symbolic", &from_csr<&Engine::symbolic>)
      .def("numeric", &numeric, nb::arg(), nb::arg(), nb::arg(), nb::arg().noconvert(), nb::arg(),
           nb::arg())
      .def_prop_ro("method", &Engine::method);
  module.def("make_engine", &new_engine, "single_precision"_a, "wide_columns"_a, "space"_a,
             "settings"_a);
  module.def("spaces", &spaces);
  module.def("methods", &methods);
}

}  // namespace

NB_MODULE(SPARSECONV_PYTHON_MODULE, module) {
  nb::set_leak_warnings(false);  // a daemon thread may hold a plan at the end
  nb::register_exception_translator(translate);
  module.attr("version") = SPARSECONV_VERSION;
  bind_engine(module);
  module.def("box", &box, "size"_a);
  module.def("gaussian", &gaussian, "sigma"_a, "radius"_a);
  module.def("cosine", &cosine, "half_width"_a);
  module.def("delta", &delta);
  module.def("difference_of_gaussians", &difference_of_gaussians, "sigma"_a, "other_sigma"_a);
  module.def("disk", &disk, "radius"_a);
  module.def("laplacian_of_gaussian", &laplacian_of_gaussian, "sigma"_a);
  module.def("ring", &ring, "inner"_a, "outer"_a);
  module.def("filter_from_string", &filter_from_text);
  module.def("names_a_filter", [](const std::filesystem::path& text) {
    return SparseConv::names_a_filter(text.string());
  });
  module.def("max_projection", &max_projection_of);
  module.def("normalize", &from_batch<const std::string&, &normalize>);
  module.def("prune", &from_batch<double, &prune>);
#ifdef SPARSECONV_PYTHON_IO
  bind_files(module);
#endif
#ifdef SPARSECONV_PYTHON_JOB
  bind_jobs(module);
#endif
}
