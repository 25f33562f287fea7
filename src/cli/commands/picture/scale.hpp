#ifndef SPARSECONV_CLI_COMMANDS_PICTURE_SCALE_HPP
#define SPARSECONV_CLI_COMMANDS_PICTURE_SCALE_HPP

namespace SparseConv::cli {

/// From values to places on a scale between 0 and 1, and back.
class Scale {
 public:
  enum class Kind {
    linear,
    sqrt,  ///< the square root of the linear place
    log    ///< log(1 + 1000 x) / log(1001) for the linear place x
  };

  Scale(Kind kind, double smallest, double largest)
      : kind_(kind), smallest_(smallest), largest_(largest) {}

  /// The place of a value; 0 or 1 if it is beyond the ends, as infinities are.
  double place(double value) const;

  /// The value at a place.
  double value(double place) const;

 private:
  Kind kind_;
  double smallest_, largest_;
};

}  // namespace SparseConv::cli

#endif
