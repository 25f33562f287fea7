#include <SparseConv.hpp>
#include <SparseConv/Error.hpp>
#include <letter_case.hpp>
#include <mutex>
#include <native/Engine.hpp>
#include <native/Instances.hpp>
#include <native/views.hpp>
#include <stdexcept>

namespace SparseConv::python {

namespace {

Options options_of(const Settings& settings) {
  Options options;
  set_options(settings, options);
  options.max_buffer_bytes = settings.max_buffer_bytes;
  options.memory_budget = settings.memory_budget;
  return options;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
class EngineOf : public Engine {
 public:
  explicit EngineOf(const Settings& settings) : state_(new State(settings)) {}

  ~EngineOf() override {
    if (is_forked_child()) (void)state_.release();  // freeing it would wait for missing threads
  }

  CsrMemory apply(const Csr& batch) override {
    return work(size(batch), [&](const ExecutionSpace& space, NativePlan& plan) {
      return to_result(plan, plan.apply(space, take(batch, plan.image_shape()).matrix));
    });
  }

  CsrMemory apply_image(const Csr& image) override {
    return work(size(image), [&](const ExecutionSpace& space, NativePlan& plan) {
      const auto given = take(image, {1, plan.image_shape().width});
      return to_memory(plan.apply_image(space, given.matrix), plan.output_shape().width);
    });
  }

  Memory apply_dense(const Array& images, std::int64_t n) override {
    return work(images.size, [&](const ExecutionSpace& space, NativePlan& plan) {
      using Dense = typename NativePlan::dense_type;
      using HostDense = Kokkos::View<Scalar***, Kokkos::LayoutRight, Kokkos::HostSpace>;
      const ImageShape shape = plan.image_shape();
      if (images.type != type_of<Scalar> || images.size != n * shape.size())
        throw std::invalid_argument("dense images of another type or size");
      const HostDense given(static_cast<Scalar*>(images.data), n, shape.height, shape.width);
      const Dense result = plan.apply_dense(space, Dense(in_space<ExecutionSpace>(given)));
      return to_memory(in_space<Host>(result));
    });
  }

  CsrMemory apply_at(const Csr& batch, const Csr& pattern) override {
    return work(size(batch), [&](const ExecutionSpace& space, NativePlan& plan) {
      const auto images = take(batch, plan.image_shape());
      const auto pixels = take(pattern, plan.output_shape());
      return to_result(plan, plan.apply_at(space, images.matrix, pixels.matrix));
    });
  }

  CsrMemory apply_image_at(const Csr& image, const Csr& pattern) override {
    return work(size(image), [&](const ExecutionSpace& space, NativePlan& plan) {
      const std::int64_t width = plan.output_shape().width;
      const auto given = take(image, {1, plan.image_shape().width});
      const auto pixels = take(pattern, {1, width});
      return to_memory(plan.apply_image_at(space, given.matrix, pixels.matrix), width);
    });
  }

  CsrMemory symbolic(const Csr& batch) override {
    return work(size(batch), [&](const ExecutionSpace& space, NativePlan& plan) {
      const auto given = take(batch, plan.image_shape());
      // A copy, as the plan may remember the pattern.
      return to_result(plan, plan.symbolic(space, copy(given.matrix)));
    });
  }

  void numeric(const Csr& batch, const Csr& result) override {
    work(size(batch), [&](const ExecutionSpace& space, NativePlan& plan) {
      const auto given = take(result, plan.output_shape());
      auto computed = given.matrix;
      plan.numeric(space, take(batch, plan.image_shape()).matrix, computed);
      if constexpr (!std::is_same_v<ExecutionSpace, Host>)
        Kokkos::deep_copy(values<Scalar>(result.values, computed.nnz()), computed.values);
    });
  }

  std::string method() const override { return to_string(state_->plan.method()); }

 private:
  using NativePlan = Plan<Scalar, Ordinal, ExecutionSpace>;
  using Matrix = typename NativePlan::batch_type;

  struct State {
    explicit State(const Settings& settings)
        : instances(settings.n_threads),
          plan(instances.get(few_products), {settings.height, settings.width},
               Filter({settings.filter_height, settings.filter_width}, settings.weights),
               options_of(settings)) {}

    std::mutex mutex;
    Instances<ExecutionSpace> instances;
    NativePlan plan;
  };

  /// Calls `task(space, plan)`, one call at a time. A task must wait for its kernels.
  /// \param size how many numbers the images are made of
  template <class Task>
  auto work(std::int64_t size, const Task& task) {
    ensure_runtime();
    const std::lock_guard<std::mutex> lock(state_->mutex);
    const auto n_taps = static_cast<double>(state_->plan.filter_shape().size());
    return task(state_->instances.get(static_cast<double>(size) * n_taps), state_->plan);
  }

  static std::int64_t size(const Csr& csr) { return csr.values.size + csr.indptr.size; }

  static Given<Scalar, Ordinal, ExecutionSpace> take(const Csr& csr, ImageShape shape) {
    check_columns<Scalar, Ordinal>(csr, shape);
    return {csr, shape.size()};
  }

  static CsrMemory to_result(const NativePlan& plan, const Matrix& result) {
    return to_memory(result, plan.output_shape().size());
  }

  std::unique_ptr<State> state_;
};

template <class Scalar, class ExecutionSpace>
std::unique_ptr<Engine> make_engine_of(Type columns, const Settings& settings) {
  if (columns == Type::int32)
    return std::make_unique<EngineOf<Scalar, std::int32_t, ExecutionSpace>>(settings);
  return std::make_unique<EngineOf<Scalar, std::int64_t, ExecutionSpace>>(settings);
}

template <class ExecutionSpace>
std::unique_ptr<Engine> make_engine_in(Type values, Type columns, const Settings& settings) {
  if (values == Type::float32) return make_engine_of<float, ExecutionSpace>(columns, settings);
  return make_engine_of<double, ExecutionSpace>(columns, settings);
}

}  // namespace

std::vector<std::string> spaces() {
  std::vector<std::string> names{lower_case(Kokkos::DefaultExecutionSpace::name())};
  if (!std::is_same_v<Kokkos::DefaultExecutionSpace, Host>)
    names.push_back(lower_case(Host::name()));
  return names;
}

std::vector<std::string> methods() {
  std::vector<std::string> names{to_string(Method::automatic)};
  for (const Method method : all_methods()) names.push_back(to_string(method));
  return names;
}

std::unique_ptr<Engine> make_engine(Type values, Type columns, const std::string& space,
                                    const Settings& settings) {
  ensure_runtime();
  if constexpr (!std::is_same_v<Kokkos::DefaultExecutionSpace, Host>)
    if (space != spaces().back())
      return make_engine_in<Kokkos::DefaultExecutionSpace>(values, columns, settings);
  return make_engine_in<Host>(values, columns, settings);
}

}  // namespace SparseConv::python
