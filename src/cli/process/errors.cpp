#include "process/errors.hpp"

#include <CLI/Error.hpp>
#include <SparseConv/Error.hpp>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <string_view>

#include "process/process.hpp"
#include "process/world.hpp"
#include "verbosity.hpp"
#include "words.hpp"

namespace SparseConv::cli {
namespace {

enum ExitCode {
  different = 1,
  bad_command_line = 2,
  bad_input = 3,
  system_refused = 4,
  signal_base = 128
};

/// What the library calls an option in a message, and what the program calls it.
struct OptionName {
  std::string_view library, program;
};

constexpr OptionName option_names[] = {{" (max_buffer_bytes): use", ": use"},  // not in the program
                                       {" (memory_budget): raise it, or use", ": use"},
                                       {"(image_shape)", "(--image-shape H,W)"},
                                       {"(n_images)", "(--images N)"},
                                       {"(order)", "(--order F)"},
                                       {"(overwrite)", "(--overwrite)"},
                                       {"(without resume)", "(without --resume)"}};

/// Prints the option with which a message goes on. \return how many letters that takes off it
std::size_t print_option(const char* message) {
  for (const OptionName& name : option_names)
    if (std::strncmp(message, name.library.data(), name.library.size()) == 0) {
      std::fputs(name.program.data(), stderr);
      return name.library.size();
    }
  return 0;
}

/// Prints a message with every run of white space folded into a blank, and with the program's
/// options.
void print(const char* kind, const char* message) {
  std::fprintf(stderr, "sparseconv: %s: ", kind);
  bool blank = true;
  while (*message != '\0') {
    if (const std::size_t length = print_option(message)) {
      message += length;
      blank = false;
      continue;
    }
    const bool space = *message == ' ' || *message == '\n' || *message == '\t' || *message == '\r';
    if (!space) {
      std::fputc(harmless(*message), stderr);
    } else if (!blank && message[1] != '\0') {
      std::fputc(' ', stderr);
    }
    blank = space;
    ++message;
  }
  std::fputc('\n', stderr);
}

void print_error(const char* message) { print("error", message); }

}  // namespace

int exit_code() noexcept {
  try {
    throw;
  } catch (const AgreedFailure& failure) {
    return failure.exit_code();
  } catch (const Different&) {
    return different;
  } catch (const CLI::Error&) {
    return bad_command_line;
  } catch (const Interrupted& interrupted) {
    return signal_base + interrupted.signal();
  } catch (const Error& error) {
    return error.cause() == Error::Cause::input ? bad_input : system_refused;
  } catch (...) {
    return system_refused;
  }
}

void report_error() noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    print_error("out of memory");
  } catch (const std::exception& error) {
    print_error(error.what());
  } catch (...) {
    print_error("unknown failure");
  }
}

void print_warning(const std::string& text) {
  if (verbosity != Verbosity::quiet) print("warning", text.c_str());
}

void print_note(const std::string& text) {
  if (verbosity != Verbosity::quiet) print("note", text.c_str());
}

void print_detail(const std::string& text) {
  if (verbosity == Verbosity::verbose) print("detail", text.c_str());
}

}  // namespace SparseConv::cli
