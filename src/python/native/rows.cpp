#include <algorithm>
#include <cmath>
#include <limits>
#include <native/rows.hpp>
#include <stdexcept>
#include <string>

namespace SparseConv::python {

namespace {

/// A matrix whose types are known when compiling.
template <class Scalar, class Offset, class Column>
struct Rows {
  const Offset* offsets;
  const Column* columns;
  Scalar* values;
  std::int64_t n_rows;

  std::int64_t nnz() const { return n_rows < 0 ? 0 : offsets[n_rows]; }

  /// Calls `visit(row, k)` for every entry.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (std::int64_t row = 0; row < n_rows; ++row)
      for (std::int64_t k = offsets[row]; k < offsets[row + 1]; ++k) visit(row, k);
  }
};

template <class Work>
auto with_rows(const Csr& csr, const Work& work) {
  return with_integers(csr.indptr, [&](const auto* offsets) {
    return with_integers(csr.indices, [&](const auto* columns) {
      const auto of = [&](auto* values) {
        return work(Rows<std::remove_pointer_t<decltype(values)>,
                         std::remove_const_t<std::remove_pointer_t<decltype(offsets)>>,
                         std::remove_const_t<std::remove_pointer_t<decltype(columns)>>>{
            offsets, columns, values, csr.indptr.size - 1});
      };
      if (csr.values.type == Type::float32) return of(static_cast<float*>(csr.values.data));
      return of(static_cast<double*>(csr.values.data));
    });
  });
}

/// An array of ours, not initialised.
template <class T>
Memory allocate(std::int64_t n) {
  T* data = new T[static_cast<std::size_t>(n)];
  return {{data, n, type_of<T>},
          std::shared_ptr<void>(data, [](void* kept) { delete[] static_cast<T*>(kept); })};
}

template <class T>
T* elements(const Memory& memory) {
  return static_cast<T*>(memory.array.data);
}

}  // namespace

void check_rows(const Csr& csr, std::int64_t n_columns) {
  with_rows(csr, [&](const auto& rows) {
    const std::int64_t stored = std::min(csr.indices.size, csr.values.size);
    if (rows.n_rows < 0 || rows.offsets[0] != 0)
      throw std::invalid_argument("the offsets of a matrix start at 0");
    for (std::int64_t row = 0; row < rows.n_rows; ++row)
      if (rows.offsets[row + 1] < rows.offsets[row] || rows.offsets[row + 1] > stored)
        throw std::invalid_argument("the offsets of row " + std::to_string(row) +
                                    " fall, or leave the arrays of the matrix");
    for (std::int64_t k = 0; k < rows.nnz(); ++k)
      if (rows.columns[k] < 0 || rows.columns[k] >= n_columns)
        throw std::invalid_argument("entry " + std::to_string(k) + " has column " +
                                    std::to_string(rows.columns[k]) + " of a matrix with " +
                                    std::to_string(n_columns));
  });
}

std::vector<double> norms(const Csr& csr, Norm norm) {
  return with_rows(csr, [&](const auto& rows) {
    std::vector<double> result(static_cast<std::size_t>(rows.n_rows), norm == Norm::none ? 1 : 0);
    double* of = result.data();
    if (norm == Norm::sum)
      rows.for_each([&](std::int64_t row, std::int64_t k) { of[row] += rows.values[k]; });
    if (norm == Norm::maximum)
      rows.for_each([&](std::int64_t row, std::int64_t k) {
        of[row] = std::max(of[row], static_cast<double>(rows.values[k]));
      });
    std::replace(result.begin(), result.end(), 0.0, 1.0);
    return result;
  });
}

void divide_rows(const Csr& csr, const std::vector<double>& divisors, const Array& result) {
  with_rows(csr, [&](const auto& rows) {
    auto* to = static_cast<std::remove_const_t<decltype(rows.values)>>(result.data);
    rows.for_each([&](std::int64_t row, std::int64_t k) {
      to[k] = static_cast<std::remove_pointer_t<decltype(to)>>(
          rows.values[k] / divisors[static_cast<std::size_t>(row)]);
    });
  });
}

void project_maximum(const Csr& csr, const std::vector<double>& divisors, const Array& result) {
  with_rows(csr, [&](const auto& rows) {
    auto* most = static_cast<std::remove_const_t<decltype(rows.values)>>(result.data);
    using Scalar = std::remove_pointer_t<decltype(most)>;
    std::vector<std::int64_t> n_stored(static_cast<std::size_t>(result.size), 0);
    std::fill_n(most, result.size, -std::numeric_limits<Scalar>::infinity());
    rows.for_each([&](std::int64_t row, std::int64_t k) {
      const auto pixel = static_cast<std::size_t>(rows.columns[k]);
      const auto value =
          static_cast<Scalar>(rows.values[k] / divisors[static_cast<std::size_t>(row)]);
      if (!(value <= most[pixel]) && !std::isnan(most[pixel])) most[pixel] = value;
      ++n_stored[pixel];
    });
    for (std::int64_t pixel = 0; pixel < result.size; ++pixel)
      if (n_stored[static_cast<std::size_t>(pixel)] < rows.n_rows || rows.n_rows == 0)
        if (most[pixel] < 0) most[pixel] = 0;
  });
}

CsrMemory prune(const Csr& csr, double threshold) {
  return with_rows(csr, [&](const auto& rows) -> CsrMemory {
    using Scalar = std::remove_pointer_t<decltype(rows.values)>;
    using Column = std::remove_const_t<std::remove_pointer_t<decltype(rows.columns)>>;
    const auto stays = [&](std::int64_t k) {
      return rows.values[k] != 0 && !(std::abs(rows.values[k]) < threshold);
    };
    std::int64_t n = 0;
    for (std::int64_t k = 0; k < rows.nnz(); ++k) n += stays(k) ? 1 : 0;
    const CsrMemory result{allocate<Column>(rows.n_rows + 1), allocate<Column>(n),
                           allocate<Scalar>(n)};
    std::int64_t next = 0;
    elements<Column>(result.indptr)[0] = 0;
    for (std::int64_t row = 0; row < rows.n_rows; ++row) {
      for (std::int64_t k = rows.offsets[row]; k < rows.offsets[row + 1]; ++k) {
        if (!stays(k)) continue;
        elements<Column>(result.indices)[next] = rows.columns[k];
        elements<Scalar>(result.values)[next++] = rows.values[k];
      }
      elements<Column>(result.indptr)[row + 1] = static_cast<Column>(next);
    }
    return result;
  });
}

}  // namespace SparseConv::python
