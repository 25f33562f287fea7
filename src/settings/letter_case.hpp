#ifndef SPARSECONV_SETTINGS_LETTER_CASE_HPP
#define SPARSECONV_SETTINGS_LETTER_CASE_HPP

#include <algorithm>
#include <cctype>
#include <string>

namespace SparseConv {

/// A word in small letters.
inline std::string lower_case(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return word;
}

/// A word in capital letters.
inline std::string upper_case(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  return word;
}

}  // namespace SparseConv

#endif
