#ifndef SPARSECONV_PARSE_NUMBER_HPP
#define SPARSECONV_PARSE_NUMBER_HPP

#include <locale.h>  // newlocale, which <clocale> does not have
#ifdef __APPLE__
#include <xlocale.h>
#endif

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

/// \file
/// Numbers from texts, whatever the locale says of decimal points.

namespace SparseConv {
namespace Impl {

/// What std::from_chars does for a whole text, by the C library: std::from_chars of real numbers is
/// missing before GCC 11 and in libc++.
inline bool parse_real(std::string_view text, double& number) {
  // The C library accepts blanks and a plus sign before a number, and hexadecimal digits, too.
  constexpr std::string_view allowed = "+-.0123456789eEinfatyINFATY";
  if (text.empty() || text.front() == '+' || text.find_first_not_of(allowed) != text.npos)
    return false;
  static const locale_t classic = ::newlocale(LC_ALL_MASK, "C", nullptr);
  const std::string copy(text);
  char* end = nullptr;
  errno = 0;
  const double parsed = ::strtod_l(copy.c_str(), &end, classic);
  const bool fits = errno != ERANGE || std::isfinite(parsed);
  if (end != copy.c_str() + copy.size() || !fits) return false;
  number = parsed;
  return true;
}

}  // namespace Impl

/// Reads a number, whole or real (double), as std::from_chars does: without blanks or a plus sign
/// before it, with a point for decimals. A real number that is too small for its type is rounded,
/// like any other.
/// \return whether all of the text is a number, and fits; if not, `number` may have been changed
template <class Number>
bool parse_number(std::string_view text, Number& number) {
#ifndef __cpp_lib_to_chars
  if constexpr (std::is_floating_point_v<Number>)
    return Impl::parse_real(text, number);
  else
#endif
  {
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if constexpr (std::is_floating_point_v<Number>)
      if (error == std::errc::result_out_of_range) return Impl::parse_real(text, number);
    return error == std::errc() && end == last;
  }
}

}  // namespace SparseConv

#endif
