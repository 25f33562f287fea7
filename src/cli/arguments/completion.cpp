#include "arguments/completion.hpp"

#include <vector>

#include "arguments/help.hpp"
#include "words.hpp"

namespace SparseConv::cli {
namespace {

std::string names_of_options(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : shown_options(command))
    for (const std::string& name : names_of(*option)) names.push_back(name);
  return join(names, " ");
}

/// Branches of a `case` over a command and the word before the one to be completed.
std::string bash_choices(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : shown_options(command))
    if (const auto choices = choices_of(*option); !choices.empty())
      for (const std::string& name : names_of(*option))
        text += "    '" + command.get_name() + ' ' + name + "') words='" + join(choices, " ") +
                "' ;;\n";
  return text;
}

/// Branches of a `case` over a command, for words that begin with a dash.
std::string bash_options(const std::string& name, const CLI::App& command) {
  return "      '" + name + "') words='" + names_of_options(command) + "' ;;\n";
}

/// A text in single quotes, with a backslash before characters that mean something in zsh's
/// descriptions.
std::string quoted(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '\'') {
      result += "'\\''";
      continue;
    }
    if (std::string("[]:\\").find(letter) != std::string::npos) result += '\\';
    result += letter;
  }
  return result;
}

std::string zsh_option(const CLI::Option& option) {
  std::string value;
  if (takes_value(option)) {
    const auto choices = choices_of(option);
    value = ":value:" + (choices.empty() ? "_files" : '(' + join(choices, " ") + ')');
  }
  std::string text;
  for (const std::string& name : names_of(option))
    text += " \\\n        '" + name + '[' + quoted(option.get_description()) + ']' + value + '\'';
  return text;
}

std::string zsh_options(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : shown_options(command)) text += zsh_option(*option);
  return text;
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
  const std::vector<std::string> names = names_of_commands(program);
  std::string choices, options = bash_options("", program);
  for (const CLI::App* command : shown_commands(program)) {
    choices += bash_choices(*command);
    options += bash_options(command->get_name(), *command);
  }
  return R"(# Completion of sparseconv for bash.
_sparseconv() {
  local current=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1)) command= words= word
  if [[ $current == '=' ]]; then
    current=
  elif [[ ${COMP_WORDS[at]} == '=' ]]; then
    at=$((at - 1))
  fi
  for word in "${COMP_WORDS[@]:1:at}"; do
    case $word in
      )" +
         join(names, "|") +
         R"() command=$word; break ;;
    esac
  done
  case "$command ${COMP_WORDS[at]}" in
)" + choices +
         R"(  esac
  if [[ -z $words && $current == -* ]]; then
    case $command in
)" + options +
         R"(    esac
  elif [[ -z $words && ( -z $command || $command == help ) ]]; then
    words=')" +
         join(names, " ") + R"('
  fi
  if [[ -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  else
    compopt -o filenames 2> /dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}
complete -F _sparseconv sparseconv
)";
}

std::string zsh_completion(const CLI::App& program) {
  std::string commands, options;
  for (const CLI::App* command : shown_commands(program)) {
    commands += "\n    '" + command->get_name() + ':' + quoted(command->get_description()) + '\'';
    options += "    " + command->get_name() + ")\n      _arguments '*:file:_files'" +
               zsh_options(*command) + " ;;\n";
  }
  return R"(#compdef sparseconv
# Completion of sparseconv for zsh.
_sparseconv() {
  local -a commands=()" +
         commands + R"()
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments)" +
         zsh_options(program) + R"(
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
    help)
      _describe command commands ;;
)" + options +
         R"(  esac
}
_sparseconv "$@"
)";
}

}  // namespace SparseConv::cli
