// cost <header> <most>... -- <compiler> <option>...: fails if including one of the headers takes more than so many
// times as long as including xsimd alone.
//
// Time is that of the CPU, each the least of several runs that take turns: what else runs on the machine only ever
// adds. A header is measured again as long as it is above its limit, so noise has to last to fail.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

namespace {

struct header {
  const char *name;
  double most; ///< in times of the first header
  double seconds = std::numeric_limits<double>::infinity();
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
  std::vector<header> headers{{"xsimd/xsimd.hpp", 1}};
  int i = 1;
  for (; i + 1 < argc && std::string(argv[i]) != "--"; i += 2)
    headers.push_back({argv[i], std::atof(argv[i + 1])});
  const std::vector<char *> compiler(std::min(argv + i + 1, argv + argc), argv + argc);
  if (headers.size() == 1 || compiler.empty()) {
    std::fprintf(stderr, "usage: cost <header> <most>... -- <compiler> <option>...\n");
    return 1;
  }

  const auto above = [&](const header &h) { return h.seconds > h.most * headers[0].seconds; };
  bool failed = true;
  // Of xsimd, which all are compared with, more runs: the others only have to be seen below their limit.
  for (int round = 0; round < 7 || (failed && round < 21); ++round) {
    for (std::size_t h = 0; h != headers.size(); ++h)
      if (h == 0 || round < 3 || above(headers[h]))
        headers[h].seconds = std::min(headers[h].seconds, compile(compiler, headers[h].name));
    failed = std::any_of(headers.begin() + 1, headers.end(), above);
  }
  for (const header &h : headers)
    std::printf("%-35s %.3f s, %.3f times xsimd, at most %.2f%s\n", h.name, h.seconds, h.seconds / headers[0].seconds,
                h.most, above(h) ? ": TOO LONG" : "");
  return failed;
}
