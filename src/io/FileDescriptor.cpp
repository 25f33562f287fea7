#include <fcntl.h>
#include <unistd.h>

#include <io/FileDescriptor.hpp>

namespace SparseConv::io {

FileDescriptor::FileDescriptor(const std::string& path, int flags)
    : number_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) ::close(number_);
}

}  // namespace SparseConv::io
