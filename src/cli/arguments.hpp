#ifndef SPARSECONV_CLI_ARGUMENTS_HPP
#define SPARSECONV_CLI_ARGUMENTS_HPP

#include <CLI/CLI.hpp>
#include <SparseConv/Error.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "dispatch.hpp"
#include "numbers.hpp"

/// \file
/// What the subcommands share in reading their arguments.

namespace SparseConv::cli {

/// Takes Kokkos' own options, `--kokkos-...`, out of the command line.
/// \return those taken out
/// \throws CLI::ValidationError for a number that Kokkos would answer by aborting the process
std::vector<std::string> take_kokkos_arguments(std::vector<std::string>& arguments);

/// An option whose text `parse` makes into a value for `target`. An Error that `parse` throws is a
/// bad command line.
template <class T, class Parse>
CLI::Option* add_parsed_option(CLI::App& command, const std::string& name, T& target,
                               const Parse& parse, const std::string& help) {
  const auto store = [&target, parse, name](const std::string& text) {
    try {
      target = parse(text);
    } catch (const Error& error) {
      throw CLI::ValidationError(name, error.what());
    }
  };
  return command.add_option_function<std::string>(name, store, help);
}

/// An option that takes one of some texts, for a value that such a value can be assigned to.
template <class T, class Target>
CLI::Option* add_choice_option(CLI::App& command, const std::string& name, Target& target,
                               const Choices<T>& choices, const std::string& help) {
  std::string texts;
  for (const auto& choice : choices) texts += (texts.empty() ? "" : "|") + choice.first;
  const auto parse = [choices, texts](const std::string& text) {
    const auto found = std::find_if(choices.begin(), choices.end(),
                                    [&text](const auto& choice) { return choice.first == text; });
    SPARSECONV_THROW_IF(found == choices.end(), input, "'" + text + "' is not " + texts);
    return found->second;
  };
  return add_parsed_option(command, name, target, parse, help)->type_name(texts);
}

/// The option `--dtype`, for a Precision or an optional one; `what_else` is its default in words.
template <class Target>
CLI::Option* add_precision_option(CLI::App& command, Target& target, const std::string& what_else) {
  const Choices<Precision> choices{{"float", Precision::single_precision},
                                   {"double", Precision::double_precision}};
  return add_choice_option(command, "--dtype", target, choices,
                           "Type of the values in OUTPUT [" + what_else + "]");
}

/// The option `--image-shape`.
template <class Target>
CLI::Option* add_image_shape_option(CLI::App& command, Target& target) {
  return add_parsed_option(command, "--image-shape", target, shape_from_string,
                           "Height and width of the images, where the file does not say")
      ->type_name("H,W");
}

}  // namespace SparseConv::cli

#endif
