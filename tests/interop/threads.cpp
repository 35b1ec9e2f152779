// Tests the executors of xact/interop, for each thread library that CMake finds.

#include "../executors.hpp"

#ifdef XACT_TEST_OPENMP
#include <xact/interop/openmp.hpp>
TEMPLATE_TEST_CASE("threads of OpenMP change no bit", "", float, double) {
  for (const int threads : {1, 2, 5})
    test::same_on<TestType>(xact::openmp{threads});
  test::same_on<TestType>(xact::openmp{});
}
#endif

#ifdef XACT_TEST_TBB
#include <xact/interop/tbb.hpp>
TEMPLATE_TEST_CASE("threads of oneTBB change no bit", "", float, double) { test::same_on<TestType>(xact::tbb{}); }
#endif

#ifdef XACT_TEST_EIGEN
#include <xact/interop/eigen_threads.hpp>
TEMPLATE_TEST_CASE("threads of Eigen change no bit", "", float, double) {
  Eigen::ThreadPool pool(3);
  test::same_on<TestType>(xact::eigen_threads{pool});
}

TEST_CASE("a thread of an Eigen thread pool may make a call on this pool, even the only thread") {
  Eigen::ThreadPool pool(1);
  const std::vector<float> x(100000, -1.F);
  std::vector<float> y(x.size());
  Eigen::Notification done;
  pool.Schedule([&] {
    xact::forward(xact::eigen_threads{pool}, xact::leaky_relu{}, x, y);
    done.Notify();
  });
  done.Wait();
  CHECK(y == std::vector<float>(x.size(), -0.01F));
}
#endif
