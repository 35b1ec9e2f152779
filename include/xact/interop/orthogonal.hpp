#pragma once

#include <xact/training/gain.hpp>
#include <xact/training/initialize.hpp>
#include <xact/xact.hpp> // activations, for the gain

#include <Eigen/QR>

namespace xact::inline XACT_ARCH {

/// Weights whose rows are orthogonal vectors of length `gain`. If the matrix has more rows than columns, its columns
/// are such vectors instead.
struct orthogonal {
  double gain = 1; ///< `xact::gain(f)` of the activation after the layer
};

/// Fills the rows × columns matrix w with random orthogonal weights, uniformly distributed:
///
///     xact::initialize(xact::orthogonal{xact::gain(f)}, xact::strided{w, outputs, inputs, inputs}, generator);
///
/// Arrays      w holds float or double. A contiguous array is a matrix of one row.
/// On misuse   The call behaves as `forward`. It is also a misuse if the gain is negative, infinite or NaN.
/// Bits        The last digits depend on the instruction set and on the version of Eigen.
/// Cost        The call allocates three matrices of doubles of the size of w, and may throw std::bad_alloc.
/// Source      Saxe, McClelland, Ganguli 2013, arXiv:1312.6120; for the signs of the columns: Mezzadri 2007,
///             arXiv:math-ph/0609050
template <class W, random_bits G> void initialize(const orthogonal &d, W &&w, G &&generator) {
  using T = detail::value_t<W>;
  if constexpr (kernels::writable<T, W>()) {
    const auto to = detail::as_view("w", w);
    program::record r = kernels::make_record("initialize");
    if (!kernels::check_sizes(r, kernels::as_operand(to)))
      return;
    if (!(d.gain >= 0 && d.gain < infinity)) [[unlikely]] {
      detail::report_misuse("xact::initialize: the gain of orthogonal weights is %g; it must be finite and not "
                            "negative",
                            d.gain);
      return;
    }
    const std::size_t count = to.rows * to.columns;
    if (count == 0)
      return;
    const bool tall = to.rows >= to.columns;
    const auto longer = static_cast<Eigen::Index>(tall ? to.rows : to.columns);
    const auto shorter = static_cast<Eigen::Index>(tall ? to.columns : to.rows);
    Eigen::MatrixXd random(longer, shorter);
    initialize(distribution{distribution::form::normal, 1}, std::span(random.data(), count), generator);
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(random);
    const Eigen::MatrixXd q = qr.householderQ() * Eigen::MatrixXd::Identity(longer, shorter);
    for (Eigen::Index j = 0; j < shorter; ++j) {
      const double factor = qr.matrixQR()(j, j) < 0 ? -d.gain : d.gain;
      for (Eigen::Index i = 0; i < longer; ++i) {
        const auto place = static_cast<std::size_t>(tall ? i : j) * to.stride + static_cast<std::size_t>(tall ? j : i);
        to.data[place] = static_cast<T>(factor * q(i, j));
      }
    }
  }
}

} // namespace xact::inline XACT_ARCH
