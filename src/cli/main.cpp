#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "parse.hpp"
#include "process/errors.hpp"
#include "process/kokkos_session.hpp"
#include "process/kokkos_settings.hpp"
#include "process/launch.hpp"
#include "process/memory.hpp"
#include "process/process.hpp"
#include "process/standard_output.hpp"
#include "process/waiting_threads.hpp"
#include "process/world.hpp"

namespace {

using namespace SparseConv::cli;

void tell_of_threads(const Threads& threads, const World& world) {
  if (world.first() && threads.used < threads.wanted)
    print_note(std::to_string(threads.wanted) +
               " threads are more than Kokkos and OpenMP can start here: running with " +
               std::to_string(threads.used));
  warn_of_launch(world, threads.used);
}

/// Runs a command while Kokkos is initialised.
void run(const Command& command, const std::vector<std::string>& kokkos_arguments,
         const World& world) {
  std::optional<KokkosSession> session;
  world.agree([&] {
    session.emplace(kokkos_arguments);
    require_memory();
  });
  tell_of_threads(session->threads(), world);
  command(world);
}

void run(std::vector<std::string> arguments, const World& world) {
  std::vector<std::string> kokkos_arguments;
  Request request;
  world.agree([&] {
    kokkos_arguments = take_kokkos_arguments(arguments);
    request = parse(arguments);
    if (!request.command && ask_for_help(kokkos_arguments)) request = {[](const World&) {}, ""};
    if (request.command) check_environment();
  });
  if (world.first()) std::cout << request.text;
  if (request.command) run(request.command, kokkos_arguments, world);
  world.agree_on_first(finish_output);
}

/// Runs the program as one of some ranks. After a failure the process ends at once, without MPI's
/// or any other exit handlers: they close HDF5, which crashes (1.10 at least) after a dataset could
/// not be written. The program itself has tidied up by then.
void run_as_rank(const std::vector<std::string>& arguments) {
  std::optional<World> world;
  try {
    world.emplace();
    run(arguments, *world);
  } catch (const AgreedFailure& failure) {
    if (world->first()) report_error();
    world->meet();  // mpirun may end the others when one has ended, and the first has to tell
    std::_Exit(failure.exit_code());
  } catch (...) {
    report_error();
    if (world) world->abort(exit_code());  // others may be waiting for this one
    std::_Exit(exit_code());
  }
}

}  // namespace

int main(int argc, char** argv) {
  limit_waiting(argv);
  prepare_process();
  run_as_rank({argv + 1, argv + argc});
}
