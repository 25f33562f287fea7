#include <SparseConv/Error.hpp>
#include <SparseConv/Version.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "commands.hpp"
#include "errors.hpp"
#include "kokkos_session.hpp"
#include "kokkos_settings.hpp"
#include "launch.hpp"
#include "memory.hpp"
#include "output.hpp"
#include "process.hpp"
#include "ranks.hpp"

namespace {

using namespace SparseConv::cli;

const char* const description =
    "Convolves large batches of sparse images with small filters.\n"
    "A batch is a group in an HDF5 file in AnnData's CSR encoding, one image a row.";

const char* const footer =
    R"(Options that start with --kokkos- go to Kokkos, for example --kokkos-num-threads=4;
--kokkos-disable-warnings=no shows its advice on threads.

Exit codes: 0 done, 2 bad command line, 3 bad input, 4 the system refused something (memory,
disk, permissions), 128 + N ended by signal N. Nothing partial is left under an output's name.

Examples:
  sparseconv generate random.h5 --images 1000 --shape 512,512 --density 0.001
  sparseconv convolve random.h5 blurred.h5 --filter gaussian:1.5
  sparseconv info blurred.h5
  sparseconv view blurred.h5 blurred.png)";

void print_version() {
  std::cout << "sparseconv " SPARSECONV_VERSION "\nComponents: " SPARSECONV_COMPONENTS "\nKokkos "
            << kokkos_version() << '\n'
            << kokkos_configuration();
}

/// What the command line asks for; nothing if that was help, which is printed.
/// \param optional whether Kokkos has something to tell even without a subcommand
Command parse(std::vector<std::string> arguments, bool optional, const Ranks& ranks) {
  Command chosen;
  CLI::App program(description, "sparseconv");
  program.footer(footer);
  program.require_subcommand(0, 1);
  program.add_flag_callback(
      "--version", [&chosen] { chosen = on_first(print_version); },
      "Print the version, the components and the configuration of Kokkos, and exit");
  add_convolve(program, chosen);
  add_generate(program, chosen);
  add_info(program, chosen);
  add_view(program, chosen);

  std::reverse(arguments.begin(), arguments.end());  // the order in which CLI11 takes a vector
  try {
    program.parse(arguments);
  } catch (const CLI::Success& help) {
    if (ranks.first()) program.exit(help);
    return {};
  }
  if (!chosen && !optional) throw CLI::RequiredError("A subcommand (see sparseconv --help)");
  return chosen ? chosen : on_first([] {});
}

void tell_of_threads(const Threads& threads, const Ranks& ranks) {
  if (ranks.first() && threads.used < threads.wanted)
    print_note(std::to_string(threads.wanted) +
               " threads are more than Kokkos and OpenMP can start here: running with " +
               std::to_string(threads.used));
  warn_of_launch(ranks, threads.used);
}

void run(std::vector<std::string> arguments, const Ranks& ranks) {
  std::vector<std::string> kokkos_arguments;
  Command chosen;
  ranks.agree([&] {
    kokkos_arguments = take_kokkos_arguments(arguments);
    chosen = parse(arguments, ask_for_help(kokkos_arguments), ranks);
    if (chosen) check_environment();
  });
  if (chosen) {
    std::optional<KokkosSession> session;
    ranks.agree([&] {
      session.emplace(kokkos_arguments);
      require_memory();
    });
    tell_of_threads(session->threads(), ranks);
    chosen(ranks);
  }
  ranks.agree_on_first(finish_output);
}

/// Runs the program as one of some ranks. After a failure the process ends at once, without MPI's
/// or any other exit handlers: they close HDF5, which crashes (1.10 at least) after a dataset could
/// not be written. The program itself has tidied up by then.
void run_as_rank(const std::vector<std::string>& arguments) {
  const Ranks ranks;
  try {
    run(arguments, ranks);
  } catch (const AgreedFailure& failure) {
    if (ranks.first()) report_error();
    ranks.meet();  // mpirun may end the others when one has ended, and the first has to tell
    std::_Exit(failure.exit_code());
  } catch (...) {
    report_error();
    ranks.abort(exit_code());  // others may be waiting for this one
  }
}

}  // namespace

int main(int argc, char** argv) {
  prepare_process();
  run_as_rank({argv + 1, argv + argc});
}
