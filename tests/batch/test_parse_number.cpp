// Numbers from texts, in a locale with a decimal comma.
#include <gtest/gtest.h>

#include <clocale>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <parse_number.hpp>
#include <string>
#include <utility>

namespace {

using SparseConv::parse_number;
using SparseConv::Impl::parse_real;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// As the compiler reads them.
constexpr std::pair<const char*, double> numbers[] = {
    {"0", 0.0},
    {"-0", -0.0},
    {"1.5", 1.5},
    {"-2.25", -2.25},
    {"1e3", 1e3},
    {"1.5E-3", 1.5E-3},
    {".5", .5},
    {"5.", 5.},
    {"1e308", 1e308},
    {"4e-320", 4e-320},
    {"0.1", 0.1},
    {"inf", infinity},
    {"-inf", -infinity},
    {"nan", nan},
    {"00012", 12.0},
    {"1e+2", 1e+2},
    {"3e-308", 3e-308},
    {"1e-400", 0.0},
    {"-1e-400", -0.0},
    {"3e-324", 4.9406564584124654e-324},
    {"123456789012345678901234567890", 123456789012345678901234567890.0}};
constexpr const char* others[] = {"",    " 1",  "1 ",   "+1",     "1,5",   "0x10",
                                  "1e",  "e5",  "1.5.", "--1",    "1e400", "-1e400",
                                  "one", "1_0", "\t1",  "infinit"};

bool same(double a, double b) {
  return (a == b && std::signbit(a) == std::signbit(b)) || (std::isnan(a) && std::isnan(b));
}

/// The texts, read by std::from_chars where there is one, and by what takes its place.
void check_all() {
  for (const auto& [characters, number] : numbers) {
    const std::string text = characters;
    double a = -7;
    double b = -7;
    EXPECT_TRUE(parse_number(text, a)) << text;
    EXPECT_TRUE(parse_real(text, b)) << text;
    EXPECT_TRUE(same(a, number)) << text << ": " << a;
    EXPECT_TRUE(same(b, number)) << text << ": " << b;
  }
  for (const std::string text : others) {
    double number = -7;
    EXPECT_FALSE(parse_number(text, number)) << text;
    EXPECT_FALSE(parse_real(text, number)) << text;
  }
}

TEST(ParseNumber, RealNumbers) { check_all(); }

TEST(ParseNumber, WholeNumbers) {
  std::int64_t number = -7;
  EXPECT_TRUE(parse_number("-12", number));
  EXPECT_EQ(number, -12);
  for (const char* const text : {"", "1.0", "+1", " 1", "9223372036854775808"})
    EXPECT_FALSE(parse_number(text, number)) << text;
}

TEST(ParseNumber, RealNumbersWithADecimalComma) {
#ifdef SPARSECONV_LOCALES
  ::setenv("LOCPATH", SPARSECONV_LOCALES, 1);
  ASSERT_NE(std::setlocale(LC_ALL, "comma"), nullptr);
  ASSERT_EQ(std::strtod("1,5", nullptr), 1.5);  // so it is in use
  check_all();
  std::setlocale(LC_ALL, "C");
#else
  GTEST_SKIP() << "no locale could be made, for lack of localedef or of the package locales";
#endif
}

}  // namespace
