// This source file must compile with optimization and without a warning. Some of its packets are narrower than a batch.

#include <xact/interop/eigen.hpp>
#include <xact/xact.hpp>

template <class Array> Array of_array(const Array &x) { return x.unaryExpr(xact::relu{}) + x.unaryExpr(xact::elu{}); }

template Eigen::Array<float, 8, 1> of_array(const Eigen::Array<float, 8, 1> &);
template Eigen::Array<float, 4, 1> of_array(const Eigen::Array<float, 4, 1> &);
template Eigen::Array<double, 2, 2> of_array(const Eigen::Array<double, 2, 2> &);
template Eigen::Array<double, 5, 3> of_array(const Eigen::Array<double, 5, 3> &);
template Eigen::ArrayXf of_array(const Eigen::ArrayXf &);
