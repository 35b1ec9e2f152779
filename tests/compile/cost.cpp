// cost <header> <limit>... -- <compiler> <option>...
//
// Fails if including a header takes more than `limit` times as long as including xsimd alone.
//
// The time is CPU time. The program relates each compilation of a header to the compilations of xsimd directly before
// and after it, because the clock rate and the load of the machine change. The median of the ratios must not exceed the
// limit. While the median of a header exceeds the limit, the program measures the header again, up to 15 times in
// total, so that short disturbances do not cause a failure.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

struct header {
  const char *name;
  double most; ///< the limit, relative to xsimd
  std::vector<double> times{};

  double median() {
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
  }
  bool above() { return median() > most; }
};

double seconds(const timeval &t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); }

double compile(const std::vector<char *> &compiler, const char *name) {
  std::vector<std::string> added{"-include", name, "-x", "c++", "-c", "/dev/null", "-o", "/dev/null"};
  std::vector<char *> command = compiler;
  for (auto &word : added)
    command.push_back(word.data());
  command.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    execvp(command[0], command.data());
    _exit(127);
  }
  int status = 0;
  rusage used{};
  if (child < 0 || wait4(child, &status, 0, &used) != child || status != 0) {
    std::fprintf(stderr, "%s cannot compile %s\n", command[0], name);
    std::exit(1);
  }
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

} // namespace

int main(int argc, char **argv) {
  std::vector<header> headers;
  int i = 1;
  for (; i + 1 < argc && std::string(argv[i]) != "--"; i += 2)
    headers.push_back({argv[i], std::atof(argv[i + 1])});
  const std::vector<char *> compiler(std::min(argv + i + 1, argv + argc), argv + argc);
  if (headers.empty() || compiler.empty()) {
    std::fprintf(stderr, "usage: cost <header> <most>... -- <compiler> <option>...\n");
    return 1;
  }

  double xsimd = compile(compiler, "xsimd/xsimd.hpp");
  bool failed = true;
  for (int round = 0; round < 1 || (failed && round < 15); ++round) {
    for (header &h : headers)
      if (round < 1 || h.above()) {
        const double time = compile(compiler, h.name);
        const double after = compile(compiler, "xsimd/xsimd.hpp");
        h.times.push_back(2 * time / (xsimd + after));
        xsimd = after;
      }
    failed = std::any_of(headers.begin(), headers.end(), [](header &h) { return h.above(); });
  }
  std::printf("xsimd/xsimd.hpp takes %.3f s\n", xsimd);
  for (header &h : headers)
    std::printf("%-35s %.3f times as long, at most %.2f%s\n", h.name, h.median(), h.most,
                h.above() ? ": TOO LONG" : "");
  return failed;
}
