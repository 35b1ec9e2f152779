// expect: xact: this executor's operator() is not const
// flags: -DON=own
// flags: -DON=wrapped
#include <xact/xact.hpp>

struct counting {
  using executor_tag = xact::executor_tag;
  std::size_t calls = 0;
  template <class Job> void operator()(std::size_t count, const Job &job) {
    ++calls;
    for (std::size_t k = 0; k < count; ++k)
      job(k);
  }
};

void compile_fail(std::span<const float> x, std::span<float> y) {
#define own                                                                                                            \
  counting {}
#define wrapped                                                                                                        \
  xact::executor {                                                                                                     \
    [calls = 0](std::size_t count, const auto &job) mutable {                                                          \
      ++calls;                                                                                                         \
      counting{}(count, job);                                                                                          \
    }                                                                                                                  \
  }
  xact::forward(ON, xact::relu{}, x, y);
}
