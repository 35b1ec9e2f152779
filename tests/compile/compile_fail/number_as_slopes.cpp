// expect: xact: prelu takes an array of slopes, which are learned; for one slope that is not learned there is
// flags: -DSLOPES=0.25f
// flags: -DSLOPES=0.25
// flags: -DSLOPES=1
// flags: -DSLOPES=0.25,{.channels=3}
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(xact::prelu{SLOPES}, x, y); }
