// What is told of files, and of the images in them.
#include <gtest/gtest.h>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/BatchWriter.hpp>
#include <SparseConv/io/SourceFile.hpp>
#include <SparseConv/io/file_format.hpp>
#include <filesystem>
#include <string>
#include <support/SparseImages.hpp>
#include <support/TemporaryFolder.hpp>
#include <support/expect_error.hpp>
#include <utility>
#include <vector>

namespace SparseConv::Test {
namespace {

using namespace io;
using namespace std::string_literals;
namespace fs = std::filesystem;

BatchInfo info_of(std::int64_t n_images, std::int64_t n_pixels, std::optional<ImageShape> shape) {
  BatchInfo info;
  info.file = "in.h5";
  info.group = "images";
  info.n_images = n_images;
  info.n_pixels = n_pixels;
  info.image_shape = shape;
  return info;
}

TEST(ShapeOfImages, IsThatOfTheFileOrTheGivenOne) {
  EXPECT_EQ(image_shape(info_of(5, 12, ImageShape{3, 4})), (ImageShape{3, 4}));
  EXPECT_EQ(image_shape(info_of(5, 12, {}), ImageShape{2, 6}), (ImageShape{2, 6}));
  EXPECT_EQ(image_shape(info_of(5, 12, ImageShape{3, 4}), ImageShape{3, 4}), (ImageShape{3, 4}));
}

TEST(ShapeOfImages, IsRefused) {
  const auto refuses = [](const BatchInfo& info, std::optional<ImageShape> given,
                          std::initializer_list<std::string> words) {
    expect_error([&] { return image_shape(info, given); }, Error::Cause::input, words);
  };
  refuses(info_of(5, 12, {}), {},
          {"in.h5:images: does not say the shape", "give it (image_shape)"});
  refuses(info_of(5, 12, {}), ImageShape{3, 5}, {"in.h5:images", "12 pixels", "not 3x5"});
  refuses(info_of(5, 12, ImageShape{3, 3}), {}, {"12 pixels", "not 3x3"});
  refuses(info_of(15, 12, {}), ImageShape{3, 5}, {"12 pixels", "not 3x5: ", "the other way round"});
  refuses(info_of(5, 12, ImageShape{3, 4}), ImageShape{4, 3}, {"3x4 and not 4x3", "leave out"});
  for (const ImageShape none : {ImageShape{-10, -10}, {-1, -100}, {0, 100}, {max_extent + 1, 1}})
    refuses(info_of(5, 100, {}), none, {"in.h5:images: its images cannot be " + to_string(none)});
  BatchInfo without_groups = info_of(5, 12, {});
  without_groups.group.clear();
  refuses(without_groups, {}, {"in.h5: does not say"});
}

TEST(OrderOfPixels, HasNames) {
  for (const Order order : {Order::c, Order::f})
    EXPECT_EQ(order_from_string(to_string(order)), order);
  for (const char* const name : {"", "c", "A", "CF"})
    expect_error([&] { return order_from_string(name); }, Error::Cause::input,
                 {"no order '"s + name + "'", "'C' or 'F'"});
}

TEST(Formats, AreToldFromTheFirstBytes) {
  const TemporaryFolder folder;
  const std::vector<std::pair<std::string, std::string>> formats{
      {"\x93NUMPY\1", "a NumPy array (.npy)"},
      {"PK\x03\x04", "a zip archive, as .npz"},
      {"\x89PNG\r\n\x1a\n", "a PNG picture"},
      {"\xff\xd8\xff\xe0", "a JPEG picture"},
      {"II*\0"s, "a TIFF picture"},
      {"MM\0*"s, "a TIFF picture"},
      {"%PDF-1.7", "a PDF document"},
      {"\x1f\x8b\x08", "a gzip archive"},
      {"\x80\x02}", "a Python pickle"},
      {"\x80\x03}", "a Python pickle"},
      {"\x80\x04\x95\1", "a Python pickle"},
      {"\x80\x05\x95\1", "a Python pickle"},
      {"\177ELF\2", "a program"},
      {"MATLAB 5.0 MAT-file", "a MATLAB file older than version 7.3"},
      {"%%MatrixMarket matrix", "a Matrix Market file"}};
  for (const auto& [bytes, name] : formats) {
    EXPECT_EQ(foreign_format(folder.write("file", bytes)), name);
    EXPECT_EQ(describe_file(folder / "file"), name);
  }
}

TEST(Formats, AreNoneWhereAFileBeginsOtherwise) {
  const TemporaryFolder folder;
  const std::vector<std::pair<std::string, std::string>> others{
      {"0,1,2\r\n\t3\f", "text"},
      {"\xff\xfe"
       "1\0"s,
       "text"},
      {"\xfe\xff\0"
       "1"s,
       "text"},
      {"\xc3\xa4", "text"},
      {"MATLAB 7.3", "text"},
      {"PK", "text"},
      {"1\0"s, "binary data"},
      {"\x80\x04", "binary data"},
      {"\x89HDF\r\n\x1a\n", "an HDF5 file"},
      {"\x89HDF", "text"},
      {"", "nothing that can be read"}};
  for (const auto& [bytes, name] : others) {
    EXPECT_EQ(foreign_format(folder.write("file", bytes)), "") << bytes;
    EXPECT_EQ(describe_file(folder / "file"), name) << bytes;
  }
  EXPECT_EQ(describe_file(folder / "none"), "nothing that can be read");
  EXPECT_EQ(describe_file(folder / ""), "nothing that can be read");
  BatchWriter(folder / "out.h5", {2, 3}).finish();
  EXPECT_EQ(describe_file(folder / "out.h5"), "an HDF5 file");
  EXPECT_EQ(foreign_format(folder / "out.h5"), "");
}

TEST(SourceFiles, AreKnownByTheirIdentity) {
  const TemporaryFolder folder;
  const std::string name = folder.write("file", "12345");
  fs::create_symlink("file", folder / "link");
  fs::copy_file(name, folder / "copy");
  const SourceFile file = source_file(name), link = source_file(folder / "link");
  EXPECT_EQ(file.name, name);
  EXPECT_EQ(file.path, fs::canonical(name));
  EXPECT_EQ(file.bytes, 5);
  EXPECT_EQ(link.name, folder / "link");
  EXPECT_EQ(link.path, file.path);
  EXPECT_EQ(link.modified, file.modified);
  EXPECT_TRUE(same_file(link, file));
  EXPECT_FALSE(same_file(source_file(folder / "copy"), file));
  const std::string relative = fs::relative(name).string();
  EXPECT_TRUE(fs::path(source_file(relative).name).is_absolute());
  EXPECT_TRUE(same_file(source_file(relative), file));
}

TEST(SourceFiles, AreRefused) {
  const TemporaryFolder folder;
  const auto refuses = [&](const std::string& path, Error::Cause cause, const std::string& words) {
    expect_error([&] { return source_file(path); }, cause, words);
  };
  refuses("", Error::Cause::input, "without a name");
  refuses(folder / "none", Error::Cause::input, "none: there is no such file");
  refuses(folder.write("file", "") + "/below", Error::Cause::input, "there is no such file");
  refuses(folder / std::string(300, 'x'), Error::Cause::system, "cannot be looked up");
}

TEST(SourceFiles, AreComparedWithWhatTheyWere) {
  const TemporaryFolder folder;
  const auto expect_change = [&](const std::string& words, const auto& change) {
    const SourceFile file = source_file(folder.write("file", "12345"));
    EXPECT_NO_THROW(check_unchanged({file}));
    change(file.name);
    expect_error(
        [&] {
          check_unchanged({file});
          return 0;
        },
        Error::Cause::input, {"file: was changed while it was read", words});
    fs::remove(file.name);
  };
  expect_change("it is gone", [](const std::string& name) { fs::remove(name); });
  expect_change("it has 3 bytes, not 5", [](const std::string& name) { fs::resize_file(name, 3); });
  expect_change("it was written to",
                [](const std::string& name) { fs::last_write_time(name, {}); });
  expect_change("another file has its name",
                [&](const std::string& name) { fs::rename(folder.write("other", "12345"), name); });
}

}  // namespace
}  // namespace SparseConv::Test
