#ifndef SPARSECONV_TESTS_IO_EXPECT_ERROR_HPP
#define SPARSECONV_TESTS_IO_EXPECT_ERROR_HPP

#include <gtest/gtest.h>
#include <SparseConv/Error.hpp>
#include <string>

namespace SparseConv::Test {

/// Expects that `action` throws an Error of the given cause with one line that has `part` in it.
template <class Action>
void expect_error(const Action& action, Error::Cause cause, const std::string& part) {
  try {
    action();
    ADD_FAILURE() << "no error, expected one with: " << part;
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_EQ(error.cause(), cause) << message;
    EXPECT_NE(message.find(part), std::string::npos) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

}  // namespace SparseConv::Test

#endif
