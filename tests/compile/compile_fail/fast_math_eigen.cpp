// needs: Eigen
// flags: -DXACT_DISPATCH -Ofast
// expect: xact: this file is compiled with -ffast-math
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

void of_expression(Eigen::VectorXf &x) { x = x.unaryExpr(xact::elu{}); }
