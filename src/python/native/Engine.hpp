#ifndef SPARSECONV_PYTHON_ENGINE_HPP
#define SPARSECONV_PYTHON_ENGINE_HPP

#include <cstdint>
#include <memory>
#include <native/Csr.hpp>
#include <native/NamedOptions.hpp>
#include <string>
#include <vector>

/// \file
/// A plan as Python uses it, for arrays whose types are known at run time only. Neither Kokkos nor
/// Python is included here, so that each is compiled without the other.

namespace SparseConv::python {

/// What an engine is made of.
struct Settings : NamedOptions {
  std::int64_t height = 0, width = 0;                ///< of the images
  std::int64_t filter_height = 0, filter_width = 0;  ///< of the filter
  std::vector<double> weights;                       ///< of the filter, row after row
  std::int64_t max_buffer_bytes = 0;                 ///< see Options
  std::int64_t memory_budget = 0;                    ///< see Options
  int n_threads = 0;                                 ///< 0: as many as OpenMP takes by itself
};

/// A plan for one type of values, one type of columns and one execution space.
///
/// Calls of one engine from several threads wait for each other. Several engines work side by side,
/// each on its own instance of the execution space. In the child of a fork all members but method()
/// throw a std::runtime_error.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual CsrMemory apply(const Csr& batch) = 0;        ///< Plan::apply
  virtual CsrMemory apply_image(const Csr& image) = 0;  ///< Plan::apply_image
  /// Plan::apply_dense, for `n` images that lie one after the other.
  /// \throws std::invalid_argument for images of another type or size
  virtual Memory apply_dense(const Array& images, std::int64_t n) = 0;
  virtual CsrMemory apply_at(const Csr& batch, const Csr& pattern) = 0;  ///< Plan::apply_at
  /// Plan::apply_image_at
  virtual CsrMemory apply_image_at(const Csr& image, const Csr& pattern) = 0;
  virtual CsrMemory symbolic(const Csr& batch) = 0;  ///< Plan::symbolic
  /// Plan::numeric: writes the values of `result`.
  virtual void numeric(const Csr& batch, const Csr& result) = 0;
  virtual std::string method() const = 0;  ///< Plan::method
};

/// Makes an engine, and initialises Kokkos if nobody has.
/// \param values  float32 or float64
/// \param columns int32, or int64 if an image or a result has more pixels than int32 can number
/// \param space   one of spaces()
std::unique_ptr<Engine> make_engine(Type values, Type columns, const std::string& space,
                                    const Settings& settings);

/// The execution spaces that engines can be made for, the default one first.
std::vector<std::string> spaces();

/// The names of all methods, `automatic` first.
std::vector<std::string> methods();

}  // namespace SparseConv::python

#endif
