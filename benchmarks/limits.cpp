// The memory throughput of the machine, measured by memcpy (one load, one store) and a triad (two loads, one store).

#include "suite.hpp"

#include <cstring>

static const suite::registration limits([]<class T>(T) {
  suite::add<T>("limit/memcpy", 2,
                [](const suite::arrays<T> &a) { std::memcpy(a.out.data(), a.x.data(), a.x.size_bytes()); });
  suite::add<T>("limit/triad", 3, [](const suite::arrays<T> &a) {
    using V = xact::native_batch<T>;
    for (std::size_t i = 0; i < a.x.size(); i += V::size)
      (V::load_unaligned(&a.x[i]) + V::load_unaligned(&a.dy[i])).store_unaligned(&a.out[i]);
  });
});
