#include <SparseConv/Error.hpp>
#include <algorithm>
#include <io/text/LineReader.hpp>
#include <starts_with.hpp>
#include <utility>

namespace SparseConv::io {
namespace {

using namespace std::string_view_literals;

constexpr std::int64_t block_length = 1 << 20;  ///< bytes that are read at a time

bool ends_line(char letter) { return letter == '\n' || letter == '\r'; }

/// The length of the byte order mark of UTF-8 at the start of a file, if there is one.
std::size_t length_of_mark(std::string_view start, const std::string& where) {
  SPARSECONV_THROW_IF(starts_with(start, "\xff\xfe"sv) || starts_with(start, "\xfe\xff"sv), input,
                      where + ": is a text in UTF-16: save it in UTF-8");
  return starts_with(start, "\xef\xbb\xbf"sv) ? 3 : 0;
}

/// The length of the whole lines at the start of a block that more text follows. The LF after a CR
/// at the end of the block may be still to come.
std::size_t length_of_lines(std::string_view block) {
  if (!block.empty() && block.back() == '\r') block.remove_suffix(1);
  return block.find_last_of("\r\n") + 1;  // npos + 1 is 0
}

/// Takes the first line off a text.
std::string_view take_line(std::string_view& text) {
  const auto length =
      static_cast<std::size_t>(std::find_if(text.begin(), text.end(), ends_line) - text.begin());
  const std::string_view line = text.substr(0, length);
  const std::size_t end = length + (text.substr(length, 2) == "\r\n" ? 2 : 1);
  text.remove_prefix(std::min(end, text.size()));
  return line;
}

}  // namespace

std::string_view without_blanks_around(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

LineReader::LineReader(std::string path) : path_(std::move(path)), file_(path_) {}

bool LineReader::next(std::string_view& line) {
  do {
    if (rest_.empty() && !read_block()) return false;
    line = take_line(rest_);
    ++number_;
    const std::size_t length = std::min(line.find('#'), line.size());
    const std::string_view text = without_blanks_around(line.substr(0, length));
    if (!began_ && text.empty() && length < line.size())
      comment_ = without_blanks_around(line.substr(length + 1));
    line = text;
  } while (line.empty());
  began_ = true;
  return true;
}

double LineReader::fraction() const {
  const auto given = static_cast<double>(position_ - static_cast<std::int64_t>(rest_.size()));
  return std::min(1.0, given / static_cast<double>(file_.size()));  // which may have been cut
}

/// Reads the next lines. \return false at the end of the file
bool LineReader::read_block() {
  const std::int64_t size = file_.size(), n = std::min(block_length, size - position_);
  if (n <= 0) return false;
  block_.erase(0, whole_);
  const std::size_t kept = block_.size();
  block_.resize(kept + static_cast<std::size_t>(n));
  file_.read(position_, n, block_.data() + kept);
  const std::size_t start = position_ == 0 ? length_of_mark(block_, path_) : 0;
  SPARSECONV_THROW_IF(block_.find('\0', kept) != block_.npos, input,
                      path_ + ": is neither a text nor an HDF5 file");
  position_ += n;
  whole_ = position_ < size ? length_of_lines(block_) : block_.size();
  SPARSECONV_THROW_IF(whole_ == 0, input,
                      to_string(LineName{path_, number_ + 1}) + ": is longer than 1 MiB");
  rest_ = std::string_view(block_).substr(start, whole_ - start);
  return true;
}

}  // namespace SparseConv::io
