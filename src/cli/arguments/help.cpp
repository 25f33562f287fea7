#include "arguments/help.hpp"

#include <algorithm>
#include <regex>
#include <sstream>

namespace SparseConv::cli {
namespace {

constexpr std::size_t line_width = 100;
constexpr std::size_t text_column = 30;  ///< at which explanations begin

/// A heading and its explanation, wrapped:
///
///     --heading VALUE             An explanation that
///                                 takes two lines
std::string entry(const std::string& heading, const std::string& explanation) {
  std::string line = "  " + heading;
  std::string text;
  if (line.size() >= text_column) std::swap(text, line += '\n');
  line.resize(text_column, ' ');
  std::istringstream words(explanation);
  for (std::string word; words >> word;) {
    if (line.size() + word.size() > line_width) {
      text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
      line.assign(text_column, ' ');
    }
    line += word + ' ';
  }
  return text + line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
}

std::string usage_of_arguments(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* argument : shown_arguments(command)) {
    const bool several = argument->get_items_expected_max() > 1;
    const std::string name = argument->get_name(true, false) + (several ? "..." : "");
    text += ' ' + (argument->get_required() ? name : '[' + name + ']');
  }
  return text + (shown_commands(command).empty() ? "" : " COMMAND");
}

}  // namespace

/// Groups are one empty line apart, where CLI11 leaves two, and the lines of the footer stay as
/// they are, which a newer CLI11 makes paragraphs of.
std::string HelpFormatter::make_help(const CLI::App* command, std::string name,
                                     CLI::AppFormatMode mode) const {
  std::string text = CLI::Formatter::make_help(command, std::move(name), mode);
  text = std::regex_replace(text, std::regex("\\n{3,}"), "\n\n");
  text.resize(text.find_last_not_of('\n') + 1);
  const std::string footer = command->get_footer();
  return text + (footer.empty() ? "\n" : "\n\n" + footer + '\n');
}

std::string HelpFormatter::make_usage(const CLI::App* command, std::string) const {
  std::string text = "\n";
  for (const std::string& line : usage(*command))
    text += (text.size() > 1 ? "       " : "Usage: ") + line + '\n';
  return text;
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool) const {
  return entry(heading_of(*option), explanation_of(*option));
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return entry(command->get_name(), command->get_description());
}

std::string HelpFormatter::make_footer(const CLI::App*) const { return {}; }

std::string help_of(const CLI::App& command) {
  return command.get_formatter()->make_help(&command, "", CLI::AppFormatMode::Normal);
}

std::vector<std::string> usage(const CLI::App& command) {
  const auto* formatter = dynamic_cast<const HelpFormatter*>(command.get_formatter().get());
  const bool is_program = command.get_parent() == nullptr;
  const std::string name = (is_program ? "" : command.get_parent()->get_name() + ' ') +
                           command.get_name() + " [OPTIONS]";
  std::vector<std::string> lines;
  if (formatter != nullptr)
    for (const std::string& arguments : formatter->usages())
      lines.push_back(name + ' ' + arguments);
  if (lines.empty()) lines.push_back(name + usage_of_arguments(command));
  return lines;
}

std::vector<const CLI::App*> shown_commands(const CLI::App& program) {
  return program.get_subcommands(
      [](const CLI::App* command) { return !command->get_group().empty(); });
}

std::vector<std::string> names_of_commands(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* command : shown_commands(program)) names.push_back(command->get_name());
  return names;
}

std::vector<const CLI::Option*> shown_arguments(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) {
    return option->get_positional() && !option->get_group().empty();
  });
}

std::vector<const CLI::Option*> shown_options(const CLI::App& command, const std::string& group) {
  return command.get_options([&group](const CLI::Option* option) {
    return option->nonpositional() && option->get_group() == group;
  });
}

std::vector<const CLI::Option*> shown_options(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) {
    return option->nonpositional() && !option->get_group().empty();
  });
}

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& letter : option.get_snames()) names.push_back('-' + letter);
  for (const std::string& word : option.get_lnames()) names.push_back("--" + word);
  return names;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

std::string heading_of(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true, false) + ' ' + option.get_type_name();
  std::string text;
  for (const std::string& name : names_of(option)) text += (text.empty() ? "" : ",") + name;
  return takes_value(option) ? text + ' ' + option.get_type_name() : text;
}

std::string explanation_of(const CLI::Option& option) {
  const bool required = option.get_required() && option.nonpositional();
  return option.get_description() + (required ? " (required)" : "");
}

std::vector<std::string> choices_of(const CLI::Option& option) {
  std::vector<std::string> choices;
  if (option.get_type_name().find('|') == std::string::npos) return choices;
  std::istringstream texts(option.get_type_name());
  for (std::string text; std::getline(texts, text, '|');)
    choices.push_back(text.substr(0, text.find('[')));
  return choices;
}

}  // namespace SparseConv::cli
