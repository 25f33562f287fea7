#include <SparseConv/Error.hpp>
#include <SparseConv/Filter.hpp>
#include <algorithm>
#include <iterator>
#include <parse_number.hpp>
#include <string>
#include <vector>

namespace SparseConv {
namespace {

/// A text such as `gaussian:1.5:4` in its parts.
class Description {
 public:
  explicit Description(const std::string& text) : text_(text) {
    for (const char c : text) {
      if (c == ':')
        parts_.emplace_back();
      else
        parts_.back() += c;
    }
  }

  const std::string& name() const { return parts_.front(); }
  std::size_t n_numbers() const { return parts_.size() - 1; }
  double real(std::size_t i) const { return number<double>(i, "a number"); }
  std::int64_t whole(std::size_t i) const { return number<std::int64_t>(i, "a whole number"); }

 private:
  template <class Number>
  Number number(std::size_t i, const char* what) const {
    const std::string& part = parts_[i + 1];
    Number value{};
    SPARSECONV_THROW_IF(!parse_number(part, value), input,
                        "'" + part + "' in the filter '" + text_ + "' is not " + what);
    return value;
  }

  std::string text_;
  std::vector<std::string> parts_{""};
};

Filter described_gaussian(const Description& text) {
  if (text.n_numbers() == 1) return gaussian_filter(text.real(0));
  const std::int64_t radius = text.whole(1);
  SPARSECONV_THROW_IF(
      radius < 0, input,
      "the radius of a gaussian filter is " + std::to_string(radius) + ": it must be at least 0");
  return gaussian_filter(text.real(0), radius);
}

/// A kind of filter that has a name.
struct Kind {
  const char* form;
  std::size_t least_numbers, most_numbers;
  Filter (*make)(const Description&);

  std::string name() const {
    const std::string all = form;
    return all.substr(0, all.find(':'));
  }
};

using Text = const Description&;
const Kind kinds[] = {
    {"delta", 0, 0, [](Text) { return delta_filter(); }},
    {"box:SIZE", 1, 1, [](Text text) { return box_filter(text.whole(0)); }},
    {"gaussian:SIGMA[:RADIUS]", 1, 2, described_gaussian},
    {"cosine:HALFWIDTH", 1, 1, [](Text text) { return cosine_filter(text.real(0)); }},
    {"disk:RADIUS", 1, 1, [](Text text) { return disk_filter(text.real(0)); }},
    {"ring:INNER:OUTER", 2, 2, [](Text text) { return ring_filter(text.real(0), text.real(1)); }},
    {"log:SIGMA", 1, 1, [](Text text) { return laplacian_of_gaussian_filter(text.real(0)); }},
    {"dog:SIGMA:SIGMA", 2, 2,
     [](Text text) { return difference_of_gaussians_filter(text.real(0), text.real(1)); }},
};

}  // namespace

std::vector<std::string> filter_forms() {
  std::vector<std::string> forms;
  for (const Kind& kind : kinds) forms.emplace_back(kind.form);
  return forms;
}

bool names_a_filter(const std::string& text) {
  const bool numbers = text.find(':') != std::string::npos;
  const std::string name = Description(text).name();
  return std::any_of(std::begin(kinds), std::end(kinds), [&](const Kind& kind) {
    return kind.name() == name && (numbers || kind.most_numbers == 0);
  });
}

Filter filter_from_string(const std::string& text) {
  const Description description(text);
  const std::size_t n = description.n_numbers();
  for (const Kind& kind : kinds)
    if (kind.name() == description.name() && n >= kind.least_numbers && n <= kind.most_numbers)
      return kind.make(description);
  std::string forms;
  for (const Kind& kind : kinds) forms += (forms.empty() ? "" : ", ") + std::string(kind.form);
  SPARSECONV_THROW(input, "there is no filter '" + text + "': use one of " + forms);
}

}  // namespace SparseConv
