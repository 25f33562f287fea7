#ifndef SPARSECONV_IO_TEXT_LINEREADER_HPP
#define SPARSECONV_IO_TEXT_LINEREADER_HPP

#include <cstdint>
#include <io/files/ByteFile.hpp>
#include <string>
#include <string_view>

namespace SparseConv::io {

/// A line of a text, for messages.
struct LineName {
  const std::string& file;
  std::int64_t number;  ///< from 1 on
};

inline std::string to_string(const LineName& line) {
  return line.file + ": line " + std::to_string(line.number);
}

/// The lines of a text in UTF-8, of any length in all. They end with LF, CRLF or CR; `#` begins a
/// comment.
class LineReader {
 public:
  /// \throws Error (system) if the file cannot be opened
  explicit LineReader(std::string path);

  /// Takes the next line that holds anything, without its comment and without blanks around it.
  /// \param line is valid until the next call
  /// \return false after the last line
  /// \throws Error (input) if the file is no such text, or if the line is longer than 1 MiB
  bool next(std::string_view& line);

  /// The last comment on a line of its own above the first line that next() gave.
  const std::string& comment() const { return comment_; }

  /// How much of the file has been given, as a fraction, once next() has given a line.
  double fraction() const;

  /// The line that next() gave.
  LineName name() const { return {path_, number_}; }

 private:
  bool read_block();

  std::string path_;
  ByteFile file_;
  std::int64_t position_ = 0;  ///< in the file, after the block
  std::string block_;
  std::size_t whole_ = 0;  ///< length of the whole lines in the block
  std::string_view rest_;  ///< whole lines of the block that were not given yet
  std::int64_t number_ = 0;
  bool began_ = false;  ///< whether next() has given a line
  std::string comment_;
};

/// A text without blanks around it.
std::string_view without_blanks_around(std::string_view text);

}  // namespace SparseConv::io

#endif
