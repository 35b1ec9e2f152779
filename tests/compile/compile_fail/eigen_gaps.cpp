// needs: Eigen
// expect: this Eigen matrix has gaps between neighbouring elements
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

using map = Eigen::Map<Eigen::MatrixXf, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>>;

void compile_fail(const Eigen::MatrixXf &x, map y) { xact::forward(xact::relu{}, x, y); }
