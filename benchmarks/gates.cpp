// Gates: f(a)·b in one pass, and in two passes as in programs without gates. a.dy is the factor b, and also dy in the
// backward pass.

#include "walk.hpp"

#include <xact/verbs/gated.hpp>

namespace {

template <class T, class G> void add_gate(const std::string &name, const G &g) {
  suite::add<T>("gate/" + name, 3, [g](const suite::arrays<T> &a) { xact::forward(g, a.x, a.dy, a.out); });
  suite::add<T>("gate_in_two_passes/" + name, 6, [g](const suite::arrays<T> &a) {
    xact::forward(g.activation(), a.x, a.out);
    xact::forward(xact::bilinear{}, a.out, a.dy, a.out);
  });
  suite::add<T>("gate_backward/" + name, 4,
                [g](const suite::arrays<T> &a) { xact::backward(g, a.x, a.dy, a.dy, a.out, a.more_out); });
}

const suite::registration gates([]<class T>(T) {
  add_gate<T>("reglu", xact::reglu{});
  add_gate<T>("swiglu", xact::swiglu{});
  add_gate<T>("geglu", xact::geglu{});
});

} // namespace
