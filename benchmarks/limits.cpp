// The memory throughput of the machine, measured by memcpy, by a copy in a loop of loads and stores (memcpy may use the
// instruction `rep movsb`), and by a triad (two loads, one store).

#include "suite.hpp"

#include <cstring>

static const suite::registration limits([]<class T>(T) {
  using V = xact::native_batch<T>;
  suite::add<T>("limit/memcpy", 2,
                [](const suite::arrays<T> &a) { std::memcpy(a.out.data(), a.x.data(), a.x.size_bytes()); });
  suite::add<T>("limit/copy", 2, [](const suite::arrays<T> &a) {
    constexpr std::size_t vectors = 8;
    for (std::size_t i = 0; i < a.x.size(); i += vectors * V::size)
      for (std::size_t k = 0; k < vectors; ++k) // `unfused` prevents that compilers replace the loop by memcpy
        xact::unfused(V::load_unaligned(&a.x[i + k * V::size])).store_unaligned(&a.out[i + k * V::size]);
  });
  suite::add<T>("limit/triad", 3, [](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += V::size)
      (V::load_unaligned(&a.x[i]) + V::load_unaligned(&a.dy[i])).store_unaligned(&a.out[i]);
  });
});
