#ifndef SPARSECONV_TESTS_EXPECT_ERROR_HPP
#define SPARSECONV_TESTS_EXPECT_ERROR_HPP

#include <gtest/gtest.h>
#include <SparseConv/Error.hpp>
#include <initializer_list>
#include <string>

namespace SparseConv::Test {

/// Expects that `action` throws an Error of the given cause with one line that has all `words`.
/// What it returns is ignored.
template <class Action>
void expect_error(const Action& action, Error::Cause cause,
                  std::initializer_list<std::string> words) {
  try {
    static_cast<void>(action());
    ADD_FAILURE() << "no error, expected one with: " << *words.begin();
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_EQ(error.cause(), cause) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    for (const std::string& word : words)
      EXPECT_NE(message.find(word), std::string::npos) << message << " lacks " << word;
  }
}

/// The same for a line with one text in it.
template <class Action>
void expect_error(const Action& action, Error::Cause cause, const std::string& part) {
  expect_error(action, cause, std::initializer_list<std::string>{part});
}

}  // namespace SparseConv::Test

#endif
