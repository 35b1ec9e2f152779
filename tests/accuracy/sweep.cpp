// The worker of sweep.py: measures a part of one task and prints the result as a line of JSON.
//
//     sweep list                    a line with target and versions, then a line for each task
//     sweep run TASK FIRST COUNT    measures COUNT inputs from index FIRST on
//     sweep hash TASK FIRST COUNT   computes only the hashes of the results of these inputs
//     sweep sample TASK             measures the inputs that the tests use

#include "tasks.hpp"

#include <cstring>

using namespace test;

namespace {

void print(const task &t, std::size_t number) {
  std::printf(
      R"({"task": %zu, "type": "%s", "function": "%s", "what": "%s", "size": %llu, "sample": %s, "hash": %s, "forms": [)",
      number, t.type.c_str(), t.function.c_str(), name_of(t.what), static_cast<unsigned long long>(t.size),
      t.sample ? "true" : "false", t.hashes ? "true" : "false");
  for (const std::string &form : t.forms)
    std::printf("%s\"%s\"", &form == t.forms.data() ? "" : ", ", form.c_str());
  std::printf("]}\n");
}

void print_all(const std::vector<task> &tasks) {
  std::printf(R"({"target": "%s", "compiler": "%s", "xsimd": "%d.%d.%d", "xact": "%d.%d.%d"})"
              "\n",
              target,
#ifdef __clang__
              "clang " __clang_version__,
#else
              "g++ " __VERSION__,
#endif
              XSIMD_VERSION_MAJOR, XSIMD_VERSION_MINOR, XSIMD_VERSION_PATCH, XACT_VERSION_MAJOR, XACT_VERSION_MINOR,
              XACT_VERSION_PATCH);
  for (const task &t : tasks)
    print(t, static_cast<std::size_t>(&t - tasks.data()));
}

void print(const std::vector<tally> &results) {
  std::printf("[");
  for (const tally &t : results) {
    const auto count = [](std::uint64_t n) { return static_cast<unsigned long long>(n); };
    // max_ulp is a string, because JSON has no infinity.
    std::printf(R"(%s{"max_ulp": "%.9g", "at": "%a", "misrounded": %llu, "falls": %llu, "largest_fall": %.9g, )",
                &t == results.data() ? "" : ", ", t.max_ulp, t.at, count(t.misrounded), count(t.falls), t.largest_fall);
    std::printf(R"("asymmetries": %llu, "specials": %llu, "flushed": %llu, "nans": %llu, "hash": "%016llx"})",
                count(t.asymmetries), count(t.specials), count(t.flushed), count(t.nans), count(t.hash));
  }
  std::printf("]\n");
}

void print(const std::vector<std::uint64_t> &hashes) {
  std::printf("[");
  for (const std::uint64_t &hash : hashes)
    std::printf(R"(%s{"hash": "%016llx"})", &hash == hashes.data() ? "" : ", ", static_cast<unsigned long long>(hash));
  std::printf("]\n");
}

} // namespace

int main(int argc, char **argv) {
  set_precision();
  const std::vector<task> tasks = all_tasks();
  const auto number = [&](int i) { return std::strtoull(argv[i], nullptr, 10); };
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "list" && argc == 2)
    print_all(tasks);
  else if (command == "run" && argc == 5 && number(2) < tasks.size())
    print(tasks[number(2)].run(number(3), number(4)));
  else if (command == "hash" && argc == 5 && number(2) < tasks.size() && tasks[number(2)].hashes)
    print(tasks[number(2)].hashes(number(3), number(4)));
  else if (command == "sample" && argc == 3 && number(2) < tasks.size() && tasks[number(2)].sample)
    print(tasks[number(2)].sample());
  else
    return std::fprintf(stderr, "usage: sweep list | run TASK FIRST COUNT | hash TASK FIRST COUNT | sample TASK\n"), 1;
  return 0;
}
