#include "parse.hpp"

#include <algorithm>
#include <starts_with.hpp>

#include "arguments/completion.hpp"
#include "arguments/help.hpp"
#include "arguments/manual.hpp"
#include "arguments/version.hpp"
#include "words.hpp"

namespace SparseConv::cli {
namespace {

const char* const description =
    "Convolves large batches of sparse images with small filters.\n"
    "A batch is a group in an HDF5 file in AnnData's CSR encoding, one image a row.";

const char* const footer =
    R"(`sparseconv help COMMAND` explains a command.

Options that start with --kokkos- go to Kokkos, for example --kokkos-num-threads=4.

Exit codes: 0 done, 1 `compare` found a difference, 2 bad command line, 3 bad input, 4 the system
refused something (memory, disk, permissions), 128 + N ended by signal N. Nothing partial is left
under an output's name.

Examples:
  sparseconv generate random.h5 --images 1000 --shape 512,512 --density 0.001
  sparseconv convolve random.h5 blurred.h5 --filter gaussian:1.5
  sparseconv info blurred.h5
  sparseconv view blurred.h5 blurred.png)";

/// The command of that name, or the program where the name is empty.
const CLI::App& find_command(const CLI::App& program, const std::string& name) {
  if (name.empty()) return program;
  const auto found = program.get_subcommands(
      [&name](const CLI::App* command) { return command->get_name() == name; });
  if (found.empty())
    throw CLI::ExtrasError(
        "there is no command '" + name + "'" + did_you_mean(name, names_of_commands(program)),
        CLI::ExitCodes::ExtrasError);
  return *found.front();
}

/// A command that only prints a text, which depends on a word that may follow its name.
void add_printing(CLI::App& program, const std::string& name, const std::string& argument,
                  const std::string& help, std::string& text,
                  const std::function<std::string(const std::string& word)>& print) {
  auto* command = program.add_subcommand(name, help);
  const auto word = std::make_shared<std::string>();
  command->add_option(argument, *word);
  command->callback([word, print, &text] { text = print(*word); });
}

void add_help(CLI::App& program, std::string& text) {
  add_printing(
      program, "help", "COMMAND", "Explain a command", text,
      [&program](const std::string& name) { return help_of(find_command(program, name)); });
}

/// Commands for the installation of the program.
void add_generators(CLI::App& program, std::string& text) {
  add_printing(
      program, "man", "COMMAND", "Print a page of the manual", text,
      [&program](const std::string& name) { return manual_page(find_command(program, name)); });
  add_printing(program, "completion", "SHELL", "Print a script that completes commands", text,
               [&program](const std::string& shell) {
                 if (shell != "bash" && shell != "zsh")
                   throw CLI::ValidationError("SHELL", "'" + shell + "' is not bash|zsh");
                 return shell == "bash" ? bash_completion(program) : zsh_completion(program);
               });
  for (const char* name : {"man", "completion"}) program.get_subcommand(name)->group("");
}

/// Refuses the first word that no option or argument has taken, and says what it may stand for.
void refuse_unknown(const CLI::App& command, const std::string& word) {
  const bool is_program = command.get_parent() == nullptr;
  if (word.empty() || word[0] != '-') {
    if (is_program) find_command(command, word);
    throw CLI::ExtrasError(
        "'" + word + "' is one argument too many: see sparseconv " + command.get_name() + " --help",
        CLI::ExitCodes::ExtrasError);
  }
  std::vector<std::string> known;
  for (const CLI::Option* option : shown_options(command))
    for (const std::string& name : names_of(*option)) known.push_back(name);
  const std::string name = word.substr(0, word.find('='));
  throw CLI::ExtrasError("there is no option '" + name + "'" + did_you_mean(name, known),
                         CLI::ExitCodes::ExtrasError);
}

/// Refuses unknown words. An argument may be missing because of such a word, so this comes first.
void check_unknown(const CLI::App& program) {
  const auto check = [](const CLI::App& command) {
    for (const std::string& word : command.remaining())
      if (word != "--") refuse_unknown(command, word);
  };
  check(program);
  for (const CLI::App* command : program.get_subcommands()) check(*command);
}

/// Refuses `--option=`, to which CLI11 would give the next word, whatever that is.
void check_values(const std::vector<std::string>& arguments) {
  for (const std::string& word : arguments) {
    if (word == "--") return;
    if (starts_with(word, "--") && word.find('=') == word.size() - 1)
      throw CLI::ArgumentMismatch("there is nothing behind '" + word + "': is a variable empty?");
  }
}

}  // namespace

Request parse(std::vector<std::string> arguments) {
  Request request;
  CLI::App program(description, "sparseconv");
  program.formatter(std::make_shared<HelpFormatter>());
  program.footer(footer);
  program.require_subcommand(0, 1);
  program.add_flag_callback(
      "-V,--version", [&request] { request.command = on_first(print_version); },
      "Print the version, the components, and what it is built for, and exit");
  add_convolve(program, request.command);
  add_generate(program, request.command);
  add_import(program, request.command);
  add_info(program, request.command);
  add_view(program, request.command);
  add_compare(program, request.command);
  add_help(program, request.text);
  add_generators(program, request.text);

  check_values(arguments);
  std::reverse(arguments.begin(), arguments.end());  // the order in which CLI11 takes a vector
  try {
    program.parse(arguments);
    if (!request.command && request.text.empty()) request.text = help_of(program);
  } catch (const CLI::Success&) {
    request = {{}, program.help()};
  } catch (const CLI::ParseError&) {
    check_unknown(program);
    throw;
  }
  return request;
}

}  // namespace SparseConv::cli
