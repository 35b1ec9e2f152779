#include "catch.hpp"
#include "support.hpp"

#include <array>
#include <csignal>
#include <cstring>

#include <sys/wait.h>
#include <unistd.h>

using namespace test;

namespace misuse {

/// A view whose copies have separate elements. A call that wrote to a copy of the view would not change the original.
struct owning_view {
  float elements[2] = {7, 7};
  float *data() { return elements; }
  const float *data() const { return elements; }
  float *begin() { return elements; }
  float *end() { return elements + 2; }
  const float *begin() const { return elements; }
  const float *end() const { return elements + 2; }
  static std::size_t size() { return 2; }
};

} // namespace misuse

template <> inline constexpr bool std::ranges::enable_view<misuse::owning_view> = true;

TEST_CASE("set_misuse_handler replaces the handler and returns the previous one") {
  const auto mine = [](const char *) {};
  const xact::misuse_handler first = xact::set_misuse_handler(mine);
  CHECK(xact::set_misuse_handler(first) == static_cast<xact::misuse_handler>(mine));
}

TEST_CASE("a call whose handler throws has written nothing") {
  const auto before = xact::set_misuse_handler([](const char *message) { throw std::runtime_error(message); });
  std::vector<float> x(3, -1.F);
  std::vector<float> y(4, 7.F);
  CHECK_THROWS_WITH(xact::forward(xact::relu{}, x, y),
                    "xact::forward: x has 3 elements but y has 4; they must have the same length");
  CHECK(y == std::vector<float>(4, 7.F));
  xact::set_misuse_handler(before);
}

TEST_CASE("every contiguous range is an array") {
  const float plain[] = {-1, 2};
  std::array<float, 2> y{};
  xact::forward(xact::relu{}, plain, y);
  CHECK(y == std::array<float, 2>{0, 2});
  float out[2] = {};
  xact::forward(xact::relu{}, std::span(plain), out);
  CHECK(out[1] == 2);
  xact::forward(xact::relu{}, std::vector<float>{3, -4}, std::span(out));
  CHECK((out[0] == 3 && out[1] == 0));
  misuse::owning_view own;
  xact::forward(xact::relu{}, std::span(plain), own);
  CHECK((own.elements[0] == 0 && own.elements[1] == 2));
}

TEST_CASE("the default handler prints one line and aborts") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL); // replaces the handler of Catch2
    dup2(ends[1], STDERR_FILENO);
    xact::set_misuse_handler(nullptr);
    const std::vector<float> x(10);
    std::vector<float> y(9);
    xact::forward(xact::relu{}, x, y);
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  char buffer[512];
  for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(n));
  close(ends[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
  CHECK(text == "xact::forward: x has 10 elements but y has 9; they must have the same length\n");
}
