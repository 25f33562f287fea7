#ifndef SPARSECONV_IO_ARRAYS_BESIDE_HPP
#define SPARSECONV_IO_ARRAYS_BESIDE_HPP

#include <atomic>
#include <cstddef>
#include <future>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

namespace SparseConv::io {

/// A computation over so many bytes, done in a thread of its own beside what the caller does
/// meanwhile. If the bytes are few, or the thread has not begun when the result is wanted, as on a
/// busy machine, the caller computes it. HDF5, which serves one thread at a time, must not be
/// called in it.
template <class Result>
class Beside {
 public:
  template <class Compute>
  Beside(std::size_t bytes, Compute compute) : work_(std::make_shared<Work>(std::move(compute))) {
    constexpr std::size_t worth_a_thread = 1 << 20;
    if (bytes < worth_a_thread) return;
    try {
      std::thread([work = work_] { work->run(); }).detach();
    } catch (const std::system_error&) {  // the system has no thread to give
    }
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  /// Nothing is computed after it.
  ~Beside() {
    if (work_->begun.exchange(true) && result_.valid()) result_.wait();
  }

  /// The result, once.
  Result get() {
    work_->run();
    return result_.get();
  }

 private:
  /// What the thread holds as well: it may begin when nobody needs it any more.
  struct Work {
    template <class Compute>
    explicit Work(Compute compute) : task(std::move(compute)) {}

    void run() {
      if (!begun.exchange(true)) task();
    }

    std::packaged_task<Result()> task;
    std::atomic<bool> begun{false};
  };

  std::shared_ptr<Work> work_;
  std::future<Result> result_ = work_->task.get_future();
};

}  // namespace SparseConv::io

#endif
