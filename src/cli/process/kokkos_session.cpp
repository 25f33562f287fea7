#include "process/kokkos_session.hpp"

#include <Kokkos_Core.hpp>
#include <sstream>

#include "process/kokkos_settings.hpp"
#include "verbosity.hpp"

namespace SparseConv::cli {

KokkosSession::KokkosSession(const std::vector<std::string>& arguments)
    : threads_(prepare_threads(number_in_settings(arguments, "num-threads"))) {
  check_devices(arguments);
  std::vector<std::string> texts{"sparseconv"};
  // Kokkos' advice on threads would stand before every result and error, in many lines.
  if (verbosity != Verbosity::verbose) texts.emplace_back("--kokkos-disable-warnings");
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  if (threads_.used > 0)  // the last one counts
    texts.push_back("--kokkos-num-threads=" + std::to_string(threads_.used));
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  int count = static_cast<int>(pointers.size());
  pointers.push_back(nullptr);
  Kokkos::initialize(count, pointers.data());
  if (threads_.used == 0) threads_.wanted = threads_.used = Kokkos::num_threads();
}

KokkosSession::~KokkosSession() { Kokkos::finalize(); }

std::string kokkos_version() {
  return std::to_string(KOKKOS_VERSION / 10000) + '.' + std::to_string(KOKKOS_VERSION / 100 % 100) +
         '.' + std::to_string(KOKKOS_VERSION % 100);
}

std::string kokkos_configuration() {
  std::ostringstream text;
  Kokkos::print_configuration(text);
  return text.str();
}

}  // namespace SparseConv::cli
