#include "../catch.hpp"
#include "../support.hpp"

#include <sys/wait.h>
#include <unistd.h>

namespace k = xact::kernels;

namespace {

/// Sets XACT_TUNING from construction to destruction. The constructor and the destructor discard the choices, so that
/// the next call makes them anew.
class forced {
public:
  explicit forced(const char *words) {
    if (const char *const old = std::getenv("XACT_TUNING"))
      before_ = old;
    setenv("XACT_TUNING", words, 1);
    k::known_tuning() = 0;
  }
  ~forced() {
    if (before_.empty())
      unsetenv("XACT_TUNING");
    else
      setenv("XACT_TUNING", before_.c_str(), 1);
    k::known_tuning() = 0;
  }
  forced(const forced &) = delete;
  forced &operator=(const forced &) = delete;

private:
  std::string before_;
};

/// The prefetches and stores of a call.
struct memory_accesses {
  std::size_t reads_ahead = 0;
  std::size_t writes_ahead = 0;
  std::size_t non_temporal = 0;
  std::size_t stores = 0;
};
memory_accesses counted;
auto stores = xact::stores::automatic; // the marker of outputs

// Kinds of operands like dense and written, whose cursors count prefetches and stores.
struct counted_input {
  using storage = float;
};
struct counted_output {
  using storage = float;
};

} // namespace

namespace xact::inline XACT_ARCH::kernels {
template <layout L> struct cursor<counted_input, L> : cursor<dense<float>, L> {
  using cursor<dense<float>, L>::cursor;
  void prefetch(std::size_t i, std::size_t byte) const noexcept {
    ++counted.reads_ahead;
    cursor<dense<float>, L>::prefetch(i, byte);
  }
};
template <layout L> struct cursor<counted_output, L> : cursor<written<float>, L> {
  using cursor<written<float>, L>::cursor;
  template <std::size_t U> void put(std::size_t i, native_batch<float> y, bool non_temporal) const noexcept {
    ++counted.stores;
    counted.non_temporal += non_temporal;
    cursor<written<float>, L>::template put<U>(i, y, non_temporal);
  }
  void prefetch(std::size_t i, std::size_t byte) const noexcept {
    ++counted.writes_ahead;
    cursor<written<float>, L>::prefetch(i, byte);
  }
};
} // namespace xact::inline XACT_ARCH::kernels

namespace {

/// A call on arrays of n floats, as the function of a table. Returns the output.
using call = std::vector<float> (*)(std::size_t n);

template <class Op, class... More>
std::vector<float> run(const Op &op, std::size_t n, xact::channel_axis axis, More... more) {
  static const std::vector<float> x = test::random_numbers<float>(1 << 20, 3.F, 1);
  static const std::vector<float> dy = test::random_numbers<float>(1 << 20, 2.F, 2);
  static std::vector<float, xsimd::aligned_allocator<float, 64>> y;
  y.assign(n, 7.F);
  const auto input = [n](const std::vector<float> &v) {
    return k::as_operand<counted_input>(xact::detail::view<const float>{"in", v.data(), 1, n, n});
  };
  const auto out = k::as_operand<counted_output>(xact::detail::view<float>{"out", y.data(), 1, n, n, stores});
  counted = {};
  if constexpr (std::is_same_v<Op, k::backward_op<typename Op::functor, float>>)
    k::launch("test", op, axis, k::all_of(input(x), input(dy)), k::all_of(out), xact::this_thread{});
  else
    k::launch("test", op, axis, k::all_of(input(x), more...), k::all_of(out), xact::this_thread{});
  return {y.begin(), y.end()};
}
template <class F> std::vector<float> forward(std::size_t n) { return run(k::value_op<F, float>(F{}), n, {}); }
template <class F> std::vector<float> backward(std::size_t n) { return run(k::backward_op<F, float>(F{}), n, {}); }
/// With inner = 1 the loop processes many channels at once; with inner = 512 it processes one channel after the other.
template <class F, std::size_t inner> std::vector<float> per_channel(std::size_t n) {
  static const std::vector<float> parameters(4, 0.25F);
  const auto p = k::as_operand<k::per_channel<float>>(xact::detail::view<const float>{"p", parameters.data(), 1, 4, 4});
  return run(k::value_op<F, float>(F{}), n, {.channels = 4, .inner = inner}, p);
}

/// One parameter for all elements.
template <class F> std::vector<float> shared(std::size_t n) {
  static const float parameter = 0.25F;
  const auto p = k::as_operand<k::per_channel<float>>(xact::detail::view<const float>{"p", &parameter, 1, 1, 1});
  return run(k::value_op<F, float>(F{}), n, {}, p);
}

/// The calls of all classes of operations that the choices distinguish, and the smallest choice of `stream` for which
/// the call uses non-temporal stores.
struct row {
  const char *name;
  call run;
  k::streaming least;
  bool prefetches = true; ///< false if only some targets have segments that are long enough for prefetches
};
constexpr row calls[] = {
    {"relu", forward<xact::relu>, k::streaming::light},
    {"backward of relu", backward<xact::relu>, k::streaming::light},
    {"elu", forward<xact::elu>, k::streaming::rows},
    {"backward of elu", backward<xact::elu>, k::streaming::inputs},
    {"biased elu, one channel", shared<xact::formula::biased<xact::elu>>, k::streaming::rows},
    {"prelu, inner = 1", per_channel<xact::formula::prelu, 1>, k::streaming::light, false},
    {"prelu, inner = 512", per_channel<xact::formula::prelu, 512>, k::streaming::light},
    {"biased elu, inner = 1", per_channel<xact::formula::biased<xact::elu>, 1>, k::streaming::always, false},
    {"biased elu, inner = 512", per_channel<xact::formula::biased<xact::elu>, 512>, k::streaming::always},
};

constexpr std::size_t within_l1 = 2048;                // 8 KiB per array
constexpr std::size_t beyond_l1 = 16384;               // 64 KiB per array
constexpr std::size_t beyond_1_mib = (1 << 18) + 4096; // 1 MiB and 16 KiB per array

bool same(const k::tuning &a, const k::tuning &b) {
  return a.prefetch == b.prefetch && a.stream == b.stream && a.cache_units == b.cache_units;
}

/// Returns the text that the program prints to stderr when it makes the choices with `words` in XACT_TUNING. Requires
/// that the choices are `want`.
std::string printed(const char *words, const k::tuning &want) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    const forced choice(words);
    (void)k::current_tuning();
    _exit(same(k::current_tuning(), want) ? 0 : 1); // the second call prints nothing
  }
  close(ends[1]);
  std::string text;
  char buffer[512];
  for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(n));
  close(ends[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 0);
  return text;
}

} // namespace

TEST_CASE("each choice of XACT_TUNING acts on the memory accesses, and on no result") {
  struct choice {
    const char *words;
    bool prefetch;
    k::streaming stream;
  };
  for (const row &c : calls) {
    const auto at_l1 = c.run(within_l1);
    const auto at_l2 = c.run(beyond_l1);
    const auto in_memory = c.run(beyond_1_mib);
    for (const choice &of : {choice{"cache=1,prefetch=off,stream=never", false, k::streaming::never},
                             choice{"cache=1,prefetch=on,stream=never", true, k::streaming::never},
                             choice{"cache=1,prefetch=off,stream=light", false, k::streaming::light},
                             choice{"cache=1,prefetch=on,stream=light", true, k::streaming::light},
                             choice{"cache=1,prefetch=on,stream=inputs", true, k::streaming::inputs},
                             choice{"cache=1,prefetch=on,stream=rows", true, k::streaming::rows},
                             choice{"cache=1,prefetch=on,stream=always", true, k::streaming::always},
                             choice{"cache=2,prefetch=on,stream=always", true, k::streaming::never},
                             choice{"vendor=amd,cache=1", false, k::streaming::inputs},
                             choice{"vendor=intel,cache=1", true, k::streaming::rows},
                             choice{"vendor=other,cache=1", true, k::streaming::rows}}) {
      INFO(c.name << ", " << of.words);
      const forced choice(of.words);
      CHECK(test::all_same(c.run(within_l1), at_l1));
      CHECK(counted.reads_ahead + counted.writes_ahead == 0);
      CHECK(counted.non_temporal == 0);
      CHECK(counted.stores != 0);

      CHECK(test::all_same(c.run(beyond_l1), at_l2));
      if (c.prefetches || !of.prefetch) {
        CHECK((counted.reads_ahead != 0) == of.prefetch);
        CHECK((counted.writes_ahead != 0) == of.prefetch);
      }
      CHECK(counted.non_temporal == 0);

      CHECK(test::all_same(c.run(beyond_1_mib), in_memory));
      const bool streams = of.stream >= c.least;
      if (c.prefetches || !of.prefetch) {
        CHECK((counted.reads_ahead != 0) == of.prefetch);
        CHECK((counted.writes_ahead != 0) == (of.prefetch && !streams));
      }
      CHECK(counted.non_temporal == (streams ? beyond_1_mib / xact::native_batch<float>::size : 0));
    }
  }
}

TEST_CASE("outputs that are marked streamed or cached do not depend on XACT_TUNING") {
  for (const row &c : calls) {
    INFO(c.name);
    const auto want = c.run(within_l1);
    {
      const forced choice("stream=never");
      stores = xact::stores::streamed;
      CHECK(test::all_same(c.run(within_l1), want));
      CHECK(counted.non_temporal == within_l1 / xact::native_batch<float>::size);
    }
    const forced choice("cache=1,stream=always");
    stores = xact::stores::cached;
    (void)c.run(beyond_1_mib);
    CHECK(counted.non_temporal == 0);
    stores = xact::stores::automatic;
  }
}

TEST_CASE("the words of XACT_TUNING change the choices from left to right") {
  const k::tuning start{.prefetch = true, .stream = k::streaming::rows, .cache_units = 80};
  const auto words = [&](const char *text) { return k::with_words(text, start); };
  CHECK(same(words(""), start));
  CHECK(words("prefetch=off").prefetch == false);
  CHECK(words("prefetch=off,prefetch=on").prefetch == true);
  CHECK(same(words("vendor=amd"), {false, k::streaming::inputs, 80}));
  CHECK(same(words("vendor=amd,prefetch=on,stream=never,cache=3"), {true, k::streaming::never, 48}));
  CHECK(same(words("stream=light,vendor=other"), start));
  CHECK(words("cache=1024").last_level_cache() == std::size_t{1} << 30);
  CHECK(words("cache=1").last_level_cache() == k::smallest_cache);
  CHECK_FALSE(words("cache=1").streams(k::smallest_cache, {.light = true, .per_channel = false}, 1));
  CHECK(words("cache=1").streams(k::smallest_cache + 1, {.light = true, .per_channel = false}, 1));
}

TEST_CASE("an unknown word of XACT_TUNING is printed, and the variable is ignored") {
  const k::tuning usual = [] {
    const forced nothing("");
    return k::current_tuning();
  }();
  for (const std::string word :
       {"prefetch", "prefetch=", "prefetch=offf", "stream=sometimes", "vendor=AMD", "cache=", "cache=0", "cache=1025",
        "cache=99999999999999999999", "cache=2 MiB", "cache=20 ", "cache=2M", "cache=18446744073709551617",
        " stream=light", "", "cache=-1", "Prefetch=on", "stream"}) {
    const std::string words = "prefetch=off," + word + ",cache=2";
    CHECK(printed(words.c_str(), usual) == "xact: XACT_TUNING=" + words + " is ignored, because the word " + word +
                                               " is unknown; see xact/engine/tuning.hpp\n");
  }
  CHECK(printed("prefetch=off,cache=2", {false, usual.stream, 32}).empty());
}

TEST_CASE("without XACT_TUNING the processor decides") {
  const forced nothing("");
  const k::tuning chosen = k::current_tuning();
  CHECK(same(chosen, k::tuning_of(xact::ask_for_vendor(), k::default_cache_units())));
  CHECK(chosen.last_level_cache() >= k::smallest_cache);
  CHECK(chosen.last_level_cache() <= std::size_t{64} << 20);
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
  __builtin_cpu_init();
  CHECK((xact::ask_for_vendor() == xact::vendor::amd) == (__builtin_cpu_is("amd") != 0));
  CHECK((xact::ask_for_vendor() == xact::vendor::intel) == (__builtin_cpu_is("intel") != 0));
#else
  CHECK(xact::ask_for_vendor() == xact::vendor::other);
#endif
}
