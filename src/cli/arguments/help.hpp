#ifndef SPARSECONV_CLI_ARGUMENTS_HELP_HPP
#define SPARSECONV_CLI_ARGUMENTS_HELP_HPP

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

/// \file
/// The definitions of commands and options as texts. Help, the manual and the completion of shells
/// are made of these texts.

namespace SparseConv::cli {

/// Prints help such that no line is longer than 100 columns.
class HelpFormatter : public CLI::Formatter {
 public:
  /// \param usages ways to call a command, without its name; by default the way that follows from
  ///               its arguments
  explicit HelpFormatter(std::vector<std::string> usages = {}) : usages_(std::move(usages)) {}

  const std::vector<std::string>& usages() const { return usages_; }

  std::string make_help(const CLI::App* command, std::string name,
                        CLI::AppFormatMode mode) const override;
  std::string make_usage(const CLI::App* command, std::string name) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
  std::string make_subcommand(const CLI::App* command) const override;
  std::string make_footer(const CLI::App* command) const override;

 private:
  std::vector<std::string> usages_;
};

/// The help about a command, or about the program, whatever was chosen on the command line.
std::string help_of(const CLI::App& command);

/// The ways to call a program or a command, such as `sparseconv info [OPTIONS] FILE...`.
std::vector<std::string> usage(const CLI::App& command);

/// The commands of a program that the help shows, and their names.
std::vector<const CLI::App*> shown_commands(const CLI::App& program);
std::vector<std::string> names_of_commands(const CLI::App& program);

/// The arguments of a command, and its options in a group.
std::vector<const CLI::Option*> shown_arguments(const CLI::App& command);
std::vector<const CLI::Option*> shown_options(const CLI::App& command, const std::string& group);

/// All options of a command.
std::vector<const CLI::Option*> shown_options(const CLI::App& command);

/// The names of an option, with their dashes.
std::vector<std::string> names_of(const CLI::Option& option);

/// An option or argument as help shows it, such as `-h,--help` or `--mode full|same|valid`.
std::string heading_of(const CLI::Option& option);

/// What help tells about an option or argument, and whether an option has to be there.
std::string explanation_of(const CLI::Option& option);

/// Whether an option is followed by a value.
bool takes_value(const CLI::Option& option);

/// The texts that an option chooses from, without their optional parts: `a` and `b` for
/// `a|b[:NUMBER]`. Empty for an option that takes any text.
std::vector<std::string> choices_of(const CLI::Option& option);

}  // namespace SparseConv::cli

#endif
