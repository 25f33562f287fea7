#ifndef SPARSECONV_LETTER_CASE_HPP
#define SPARSECONV_LETTER_CASE_HPP

#include <string>

/// \file
/// Letters of ASCII, whatever the locale of the process: in Turkish, i is no small I.

namespace SparseConv {

/// A word in small letters.
inline std::string lower_case(std::string word) {
  for (char& letter : word)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return word;
}

/// A word in capital letters.
inline std::string upper_case(std::string word) {
  for (char& letter : word)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return word;
}

}  // namespace SparseConv

#endif
