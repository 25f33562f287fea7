#ifndef SPARSECONV_CLI_WORDS_HPP
#define SPARSECONV_CLI_WORDS_HPP

#include <cstdint>
#include <string>
#include <vector>

/// \file
/// Words in messages.

namespace SparseConv::cli {

/// Words in a row, with a separator between them.
std::string join(const std::vector<std::string>& words, const std::string& separator);

/// A number with its noun: `1 image`, `2 images`.
std::string counted(std::int64_t number, const std::string& noun);

/// The end of a message about a word that is not known: `: did you mean X?`, where X is the known
/// word that differs by case or by a slip of the fingers. Empty if there is none.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& known);

/// A letter of a text that may come from a file, or `?` for one that a terminal takes for a
/// command.
inline char harmless(char letter) {
  const auto code = static_cast<unsigned char>(letter);
  return code < ' ' || code == 127 ? '?' : letter;
}

}  // namespace SparseConv::cli

#endif
