#include "catch.hpp"
#include "support.hpp"

#include <array>
#include <cstring>
#include <ranges>

using namespace test;

TEST_CASE("the handler can be replaced, and the one before it comes back") {
  const auto mine = [](const char *) {};
  const xact::misuse_handler first = xact::set_misuse_handler(mine);
  CHECK(xact::set_misuse_handler(first) == static_cast<xact::misuse_handler>(mine));
}

TEST_CASE("a handler may throw, and then the call has done nothing") {
  const auto before = xact::set_misuse_handler([](const char *message) { throw std::runtime_error(message); });
  std::vector<float> x(3, -1.F);
  std::vector<float> y(4, 7.F);
  CHECK_THROWS_WITH(xact::forward(xact::relu{}, x, y),
                    "xact::forward: x has 3 elements but y has 4; they must have the same length");
  CHECK(y == std::vector<float>(4, 7.F));
  xact::set_misuse_handler(before);
}

TEST_CASE("anything contiguous is an array") {
  const float plain[] = {-1, 2};
  std::array<float, 2> y{};
  xact::forward(xact::relu{}, plain, y);
  CHECK(y == std::array<float, 2>{0, 2});
  float out[2] = {};
  xact::forward(xact::relu{}, std::span(plain), out);
  CHECK(out[1] == 2);
  xact::forward(xact::relu{}, std::vector<float>{3, -4}, std::span(out));
  CHECK((out[0] == 3 && out[1] == 0));
  std::ranges::single_view<float> own{7}; // a view whose copies have elements of their own
  xact::forward(xact::relu{}, std::span(plain).first(1), own);
  CHECK(*own.data() == 0);
}
