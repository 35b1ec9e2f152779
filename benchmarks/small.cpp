// The time of a call, including its checks, on short arrays, such as audio frames, sensor values or small layers. The
// softmax of a few classes is one slice.

#include "walk.hpp"

#include <xact/softmax.hpp>

template <class T> void add_small(const std::string &name, auto f, std::initializer_list<std::size_t> sizes = {8, 64}) {
  for (const std::size_t size : sizes)
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
  add_small<T>("softmax", xact::softmax{}, {3, 10, 32});
  add_small<T>("log_softmax", xact::log_softmax{}, {3, 10, 32});
});
