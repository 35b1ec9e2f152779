// needs: Eigen
// expect: this Eigen expression has no elements in memory
// The first two calls have indices with a constant step; the third call takes the indices from an array.
// flags: -DARRAYS=x(Eigen::all,Eigen::seqN(0,2,Eigen::fix<2>)),y
// flags: -DARRAYS=y,x(Eigen::all,Eigen::seqN(0,2,Eigen::fix<2>))
// flags: -DARRAYS=x(Eigen::all,columns),y
#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

#include <vector>

void compile_fail(Eigen::MatrixXf &x, const std::vector<int> &columns, Eigen::MatrixXf &y) {
  (void)columns;
  xact::forward(xact::relu{}, ARRAYS);
}
