// Convolves a file of any size into another file: convolve_file INPUT OUTPUT
//
// Look at the Job, which says what to do. run() does the job slice by slice, within a memory limit,
// by default half of the machine's memory. An Observer shows how far the job is, and ends it when
// Control-C is pressed. After that, or after the program was killed, the same command goes on where
// the job ended, because the job has `resume`. With a communicator as its first argument, run()
// does the same job on many ranks.

#include <SparseConv/job.hpp>
#include <csignal>
#include <cstdio>

namespace job = SparseConv::job;

volatile std::sig_atomic_t interrupted = 0;

class Terminal : public job::Observer {
 public:
  void advance(const job::Progress& progress) override {
    std::printf("%lld of %lld images\n", static_cast<long long>(progress.images),
                static_cast<long long>(progress.all_images));
  }
  bool stop() override { return interrupted != 0; }
};

int main(int argc, char** argv) {
  const Kokkos::ScopeGuard kokkos(argc, argv);
  std::signal(SIGINT, [](int) { interrupted = 1; });
  try {
    SPARSECONV_THROW_IF(argc != 3, input, "usage: convolve_file INPUT OUTPUT");
    job::Job blur;
    blur.input = argv[1];
    blur.output = argv[2];
    blur.filters = {job::filter_from_text("gaussian:2")};
    blur.options.mode = SparseConv::Mode::full;
    blur.resume = true;

    Terminal terminal;
    const job::Outcome outcome = job::run(blur, terminal);
    if (!outcome.complete) return 130;
    std::printf("%lld entries in and %lld out, in %.3f s\n", static_cast<long long>(outcome.nnz_in),
                static_cast<long long>(outcome.nnz_out), outcome.seconds.total);
  } catch (const SparseConv::Error& error) {
    std::fprintf(stderr, "convolve_file: %s\n", error.what());
    return 1;
  }
}
