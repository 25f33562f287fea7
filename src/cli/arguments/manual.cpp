#include "arguments/manual.hpp"

#include <SparseConv/Version.hpp>
#include <letter_case.hpp>

#include "arguments/help.hpp"

namespace SparseConv::cli {
namespace {

/// A text in which roff finds no command.
std::string plain(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    const bool begins_line = result.empty() || result.back() == '\n';
    if (begins_line && (letter == '.' || letter == '\'')) result += "\\&";
    if (letter == '\\')
      result += "\\e";
    else
      result += letter == '-' ? "\\-" : std::string(1, letter);
  }
  return result;
}

/// Lines that are printed as they are.
std::string as_it_is(const std::string& text) { return ".nf\n" + plain(text) + "\n.fi\n"; }

std::string section(const std::string& name) { return ".SH " + name + '\n'; }

std::string entry(const std::string& heading, const std::string& explanation) {
  return ".TP\n\\fB" + plain(heading) + "\\fR\n" + plain(explanation) + '\n';
}

std::string name_of_page(const CLI::App& command) {
  return (command.get_parent() == nullptr ? "" : "sparseconv-") + command.get_name();
}

std::string header(const CLI::App& command) {
  std::string text = ".TH " + upper_case(name_of_page(command)) +
                     " 1 \"\" \"sparseconv " SPARSECONV_VERSION "\"\n";
  const std::string& description = command.get_description();
  text += section("NAME") + name_of_page(command) + " \\- " +
          plain(description.substr(0, description.find('\n'))) + '\n';
  text += section("SYNOPSIS");
  for (const std::string& line : usage(command)) text += plain(line) + "\n.br\n";
  return text;
}

std::string arguments(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* argument : shown_arguments(command))
    text += entry(heading_of(*argument), argument->get_description());
  for (const CLI::App* subcommand : shown_commands(command))
    text += entry(subcommand->get_name(), subcommand->get_description());
  return text.empty() ? ""
                      : section(command.get_parent() == nullptr ? "COMMANDS" : "ARGUMENTS") + text;
}

std::string options(const CLI::App& command) {
  std::string text = section("OPTIONS");
  for (const std::string& group : command.get_groups()) {
    const auto members = shown_options(command, group);
    if (group.empty() || members.empty()) continue;
    if (group != "Options") text += ".SS " + plain(group) + '\n';
    for (const CLI::Option* option : members)
      text += entry(heading_of(*option), explanation_of(*option));
  }
  return text;
}

std::string see_also(const CLI::App& command) {
  const bool is_program = command.get_parent() == nullptr;
  const CLI::App& program = is_program ? command : *command.get_parent();
  std::string text = is_program ? "" : name_of_page(program) + "(1)";
  for (const CLI::App* other : shown_commands(program))
    if (other != &command) text += (text.empty() ? "" : ", ") + name_of_page(*other) + "(1)";
  return section("SEE ALSO") + plain(text) + '\n';
}

}  // namespace

std::string manual_page(const CLI::App& command) {
  return header(command) + arguments(command) + options(command) + section("DETAILS") +
         as_it_is(command.get_footer()) + see_also(command);
}

}  // namespace SparseConv::cli
