// flags: -I@FOLDER@/old_xsimd
// expect: needs xsimd 8.1.0 or newer
#include <xact/xact.hpp>
