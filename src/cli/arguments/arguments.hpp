#ifndef SPARSECONV_CLI_ARGUMENTS_ARGUMENTS_HPP
#define SPARSECONV_CLI_ARGUMENTS_ARGUMENTS_HPP

#include <CLI/CLI.hpp>
#include <SparseConv/Error.hpp>
#include <SparseConv/io/Compression.hpp>
#include <SparseConv/io/ReadOptions.hpp>
#include <SparseConv/job/Job.hpp>
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "numbers.hpp"
#include "process/progress.hpp"
#include "words.hpp"

/// \file
/// Arguments that several subcommands have.

namespace SparseConv::cli {

using job::Precision;

/// Texts, and the values that they stand for.
template <class T>
using Choices = std::vector<std::pair<std::string, T>>;

template <class T>
std::vector<std::string> texts_of(const Choices<T>& choices) {
  std::vector<std::string> texts;
  for (const auto& choice : choices) texts.push_back(choice.first);
  return texts;
}

/// An option from whose text `parse` makes the value of `target`. An Error of `parse` is an
/// error of the command line.
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

/// An option that may be given several times, each time with one text from which `parse` makes one
/// of the values. An Error of `parse` is an error of the command line.
template <class T, class Parse>
CLI::Option* add_parsed_list(CLI::App& command, const std::string& name, std::vector<T>& target,
                             const Parse& parse, const std::string& help) {
  const auto store = [&target, parse, name](const std::vector<std::string>& texts) {
    target.clear();
    try {
      for (const std::string& text : texts) target.push_back(parse(text));
    } catch (const Error& error) {
      throw CLI::ValidationError(name, error.what());
    }
  };
  return command.add_option_function<std::vector<std::string>>(name, store, help)
      ->allow_extra_args(false);
}

/// The value that a text stands for. \throws Error (input) if it is none of the choices
template <class T>
T choose(const std::string& text, const Choices<T>& choices) {
  const auto found = std::find_if(choices.begin(), choices.end(),
                                  [&text](const auto& choice) { return choice.first == text; });
  SPARSECONV_THROW_IF(found == choices.end(), input,
                      "'" + text + "' is not " + join(texts_of(choices), "|") +
                          did_you_mean(text, texts_of(choices)));
  return found->second;
}

/// An option that takes one of some texts, each of which stands for a value of `target`.
/// \param also further texts, which the help does not show
template <class T, class Target>
CLI::Option* add_choice_option(CLI::App& command, const std::string& name, Target& target,
                               const Choices<T>& choices, const std::string& help,
                               const Choices<T>& also = {}) {
  const auto parse = [choices, also](const std::string& text) {
    for (const auto& choice : also)
      if (choice.first == text) return choice.second;
    return choose(text, choices);
  };
  return add_parsed_option(command, name, target, parse, help)
      ->type_name(join(texts_of(choices), "|"));
}

/// The option `--dtype`. `target` is a Precision or an optional one, `what_else` the default in
/// words.
template <class Target>
CLI::Option* add_precision_option(CLI::App& command, Target& target, const std::string& what_else) {
  const Choices<Precision> choices{{"float", Precision::single_precision},
                                   {"double", Precision::double_precision}};
  const Choices<Precision> also{{"float32", Precision::single_precision},
                                {"float64", Precision::double_precision}};
  return add_choice_option(command, "--dtype", target, choices,
                           "Type of the values in OUTPUT [" + what_else + "]", also);
}

/// The option `--image-shape`, for which `--shape` is understood too.
template <class Target>
CLI::Option* add_image_shape_option(CLI::App& command, Target& target) {
  return add_parsed_option(command, "--image-shape,--shape", target, shape_from_string,
                           "Height and width of the images, where the file does not say")
      ->type_name("H,W");
}

/// An option for the name of a file or folder. An empty name, as of a variable of the shell that is
/// not set, and one that is an option are refused.
CLI::Option* add_name_option(CLI::App& command, const std::string& name, std::string& target,
                             const std::string& help);

/// The option `--order`.
CLI::Option* add_order_option(CLI::App& command, std::optional<io::Order>& target);

/// The option `--images`, for lists of hits.
CLI::Option* add_number_of_images_option(CLI::App& command, std::optional<std::int64_t>& target);

/// All three, for commands that read a batch.
void add_read_options(CLI::App& command, io::ReadOptions& target);

/// The required argument `OUTPUT`, `FILE` or `FILE:GROUP`. HDF5 needs a file: `-` is refused.
CLI::Option* add_output_option(CLI::App& command, std::string& target, const std::string& help);

/// The flag `--overwrite`.
CLI::Option* add_overwrite_option(CLI::App& command, bool& target);

/// The option `--compression`. The help shows only what this HDF5 can do.
CLI::Option* add_compression_option(CLI::App& command, io::Compression& target);

/// The options `--progress`, `--quiet` and `--verbose`.
void add_message_options(CLI::App& command, ProgressStyle& progress);

/// Puts the options that follow into a group of the help.
inline void begin_group(CLI::App& command, const std::string& name) {
  command.option_defaults()->group(name);
}

}  // namespace SparseConv::cli

#endif
