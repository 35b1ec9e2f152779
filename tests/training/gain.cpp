// The gain and the second moment of activations, compared with closed forms.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training/gain.hpp>

using namespace test;

namespace {

/// λ·elu(α), with the constants for which an input from N(0, 1) gives an output of mean 0 and variance 1.
/// Klambauer et al. 2017, arXiv:1706.02515
struct scaled_elu {
  template <xact::batch V> V operator()(V x) const {
    return V(1.0507009873554804934193349852946) * xact::elu{1.6732632423543772848170429916717}(x);
  }
};

struct shifted_step {
  template <xact::batch V> V operator()(V x) const { return select(x < V(0.7), V(0), V(1)); }
};
struct stated_kinks {
  [[nodiscard]] xact::contract facts() const {
    auto f = xact::relu{}.facts();
    f.kinks = {-1.2345, 0.6789};
    return f;
  }
  template <xact::batch V> V operator()(V x) const {
    return select(x < V(-1.2345), V(2), select(x < V(0.6789), V(0), V(1)));
  }
};
struct square {
  template <xact::batch V> V operator()(V x) const { return x * x; }
};
struct exponential {
  template <xact::batch V> V operator()(V x) const { return xact::math::exp(x); }
};
struct needle {
  template <xact::batch V> V operator()(V x) const { return xact::math::exp((x - V(1)) * (x - V(1)) * V(-5000.0)); }
};
struct nothing {
  template <xact::batch V> V operator()(V) const { return V(0); }
};
struct broken {
  template <xact::batch V> V operator()(V x) const { return select(x > V(1), V(xact::nan), x); }
};

long double below(long double z) { return std::erfc(-z / std::sqrt(2.0L)) / 2; }

bool close(double got, long double want) { return std::fabs(static_cast<long double>(got) / want - 1) < 1e-10L; }

} // namespace

TEST_CASE("the gain of relu and similar functions agrees with the closed forms") {
  CHECK(close(xact::gain(xact::relu{}), std::sqrt(2.0L)));
  for (const double slope : {0.0, 0.01, 0.25, 0.5, 1.0, -1.0, 3.0}) {
    const auto wide = static_cast<long double>(slope);
    CHECK(close(xact::gain(xact::leaky_relu{slope}), std::sqrt(2 / (1 + wide * wide))));
    CHECK(close(xact::gain(xact::formula::prelu{slope}), std::sqrt(2 / (1 + wide * wide))));
  }
}

TEST_CASE("the gain of elu agrees with the closed form, and the gain of a scaled elu with a fixed point is 1") {
  const long double e = std::exp(1.0L);
  const long double left = e * e * below(-2) - 2 * std::sqrt(e) * below(-1) + 0.5L;
  for (const double alpha : {0.5, 1.0, 1.673, -2.0, 100.0}) {
    const auto wide = static_cast<long double>(alpha);
    CHECK(close(xact::gain(xact::elu{alpha}), 1 / std::sqrt(0.5L + wide * wide * left)));
  }
  CHECK(close(xact::gain(scaled_elu{}), 1));
}

/// Two functors that count their evaluations and have the jumps of stated_kinks. Only the second functor has facts,
/// which state the positions of the jumps.
struct counted_kinks {
  int *calls;
  template <xact::batch V> V operator()(V x) const {
    ++*calls;
    return stated_kinks{}(x);
  }
};
struct counted_stated_kinks : counted_kinks {
  [[nodiscard]] xact::contract facts() const { return stated_kinks{}.facts(); }
};

TEST_CASE("gain does not search for kinks that the facts state") {
  int with_facts = 0;
  int without = 0;
  CHECK(xact::second_moment(counted_stated_kinks{{&with_facts}}) > 0);
  CHECK(xact::second_moment(counted_kinks{&without}) > 0);
  CHECK(5 * with_facts < 4 * without);
}

TEST_CASE("the gain of smooth and other activations of users") {
  CHECK(close(xact::second_moment(square{}), 3));
  CHECK(close(xact::second_moment(exponential{}), std::exp(2.0L)));
  CHECK(close(xact::second_moment(shifted_step{}), below(-0.7L)));
  CHECK(close(xact::second_moment(stated_kinks{}), 4 * below(-1.2345L) + below(-0.6789L)));
  // The closed form of ∫ e^(-10000 (z - 1)²) φ(z) dz.
  CHECK(close(xact::second_moment(needle{}), std::exp(-10000.0L / 20001) / std::sqrt(20001.0L)));
  CHECK(xact::gain(nothing{}) == xact::infinity);
  CHECK(std::isnan(xact::gain(broken{})));
}
