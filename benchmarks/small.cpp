// The time of a call, including its checks, on short arrays, such as audio frames, sensor values or small layers.

#include "walk.hpp"

#include <xact/verbs/forward.hpp>

template <class T> void add_small(const std::string &name, auto f) {
  for (const std::size_t size : {std::size_t(8), std::size_t(64)})
    benchmark::RegisterBenchmark(("small/" + name + '/' + suite::type_name<T> + '/' + std::to_string(size)).c_str(),
                                 [=, repetition = suite::repetitions()](benchmark::State &state) {
                                   repetition(state);
                                   const suite::arrays<T> a(size * sizeof(T));
                                   auto x = a.x;
                                   auto y = a.out;
                                   auto hidden = f;
                                   for (auto _ : state) {
                                     // Makes lengths and parameters unknown to the compiler.
                                     suite::hide(x);
                                     suite::hide(y);
                                     suite::hide(hidden);
                                     xact::forward(hidden, x, y);
                                     benchmark::ClobberMemory();
                                   }
                                   suite::count<T>(state, size, 2);
                                 });
}

static const suite::registration small([]<class T>(T) {
  xact::for_each_activation([](auto f) { add_small<T>(std::string(f.name), f); });
  add_small<T>("prelu_shared", xact::prelu{suite::slopes<T>(1)});
});
