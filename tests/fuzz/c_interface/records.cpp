// Random calls of xact_run. The argument, an xact_call, is the record of a call.

#include "build.hpp"
#include "c_cases.hpp"
#include "elements.hpp"
#include "run.hpp"
#include "slices.hpp"
#include "spoil.hpp"
#include "text.hpp"

#include "../program.hpp"

namespace fuzz {
namespace {

const placed_call *shown = nullptr;
std::string describe() { return shown == nullptr ? "" : in_words(shown->get(), shown->length()); }

class record_call {
public:
  record_call(random &r, const memory &of) : r_(r), c_(r, of), on_(r), task_(draw_task(r)) {
    current = &c_;
    describe_more = describe;
    reported_.throws = r.percent(30);
  }
  ~record_call() { shown = nullptr; }
  record_call(const record_call &) = delete;
  record_call &operator=(const record_call &) = delete;

  void run() {
    build();
    const xact_call sound = record_;
    const std::size_t spoils = r_.percent(60) ? 0 : r_.between(1, 3);
    for (std::size_t k = 0; k < spoils; ++k)
      spoil(r_, record_);
    draw_size();
    if (!judge()) // valid arrays outside the real arrays: the call uses the record without wrong fields instead
      record_ = sound, length_ = sizeof sound, not_zero_ = 0, (void)judge();
    if (!unclear())
      run_placed();
  }

private:
  void build() {
    builder b(r_, c_, task_);
    b.add_arrays();
    b.fill_arrays();
    c_.note();
    real_ = c_.operands;
    record_ = b.record();
    record_.on = on_.get();
    record_.loss = r_.percent(80) ? &loss_ : nullptr;
    if (r_.percent(70)) {
      record_.report = reports::add;
      record_.context = &reported_;
    }
    if (r_.percent(20))
      record_.name = "a call";
  }

  /// Sometimes sets a wrong `size`, or the size of the xact_call of a later version of the library.
  void draw_size() {
    length_ = sizeof record_;
    not_zero_ = 0;
    if (!r_.percent(5))
      return;
    record_.size = r_.one_of<std::size_t>({0, 8, sizeof record_ - 8, sizeof record_ - 1, sizeof record_ + 8,
                                           sizeof record_ + 160, sizeof record_ + 400, huge, std::size_t{1} << 40});
    const bool is_there = record_.size < sizeof record_ + 1000;
    length_ = !is_there ? sizeof record_ + r_.below(3) * 64 : record_.size < 8 ? 8 : record_.size;
    if (r_.percent(40))
      not_zero_ = r_.between(sizeof record_ - 1, length_);
  }

  /// Determines the allowed codes. Returns false if the record describes valid arrays that lie outside the real arrays.
  [[nodiscard]] bool judge() {
    allowed_ = {};
    c_.operands = real_;
    const placed_call placed(record_, length_, not_zero_);
    judge_record(allowed_, placed.get(), length_);
    return !allowed_.may_succeed() || judge_arrays(allowed_, record_, c_);
  }
  /// Returns true if the record has an additional dense input. The C++ interface uses this input for the old contents
  /// of an accumulated output. xact.h does not document the input, so no rule determines the error code.
  [[nodiscard]] bool unclear() const {
    const std::size_t n = record_.inputs;
    if (allowed_.may_succeed() || n - 1 >= std::size(record_.in) || record_.outputs - 1 >= std::size(record_.out))
      return false;
    const std::string roles = roles_of(record_);
    return roles.starts_with("ddd>") || roles.starts_with("dpdd>") || roles.starts_with("ddb");
  }

  void run_placed() {
    const placed_call placed(record_, length_, not_zero_);
    shown = &placed;
    if (record_.in[0].type == XACT_F64)
      run_as<double>(placed);
    else
      run_as<float>(placed);
  }
  template <class T> void run_as(const placed_call &placed) {
    if (!allowed_.may_succeed()) {
      c_.operands = real_;
      run_once<T>(placed);
    } else if (record_.function >= XACT_SOFTMAX) {
      slice_results<T> results(record_, c_);
      results.want();
      if (run_once<T>(placed) && record_.verb == XACT_CROSS_ENTROPY && record_.loss != nullptr)
        results.check_mean(loss_);
    } else {
      element_results<T> results(record_, c_);
      results.want();
      run_once<T>(placed, [&] { results.check_sums(); });
    }
  }

  /// Executes the call and compares all memory. A successful call with an executor is repeated without the
  /// executor. Returns true if the call succeeded.
  template <class T, class Check = void (*)()> bool run_once(const placed_call &placed, const Check &check = [] {}) {
    const bool reports_errors = record_.report != nullptr && record_.size >= sizeof record_ && record_.size <= 4096;
    const double no_loss = loss_ = 7;
    const int code = watched_code(placed, reports_errors ? &reported_ : nullptr);
    if (code == XACT_OK)
      check();
    c_.template compare<T>(code != XACT_OK);
    const double loss = loss_;
    if (code != XACT_OK && loss != no_loss)
      fail("a call that was refused has a loss");
    if (code != XACT_OK || record_.on.run == nullptr)
      return code == XACT_OK;
    c_.restore();
    record_.on = {};
    const placed_call alone(record_, length_, not_zero_);
    shown = &alone;
    if (watched_code(alone, nullptr) != XACT_OK)
      fail("without its executor the call is refused");
    c_.template compare<T>(false);
    if (!test::same(loss, loss_))
      fail("the executor changes the loss");
    return true;
  }
  int watched_code(const placed_call &placed, reports *seen) const {
    int code = 0;
    c_.watched([&] { code = run_judged(placed.get(), placed.length(), allowed_, seen); });
    return code;
  }

  random &r_;
  call c_;
  plain_executor on_;
  const task task_;
  xact_call record_;
  std::vector<operand> real_; ///< the arrays in memory
  std::size_t length_ = 0;    ///< the accessible bytes of the record
  std::size_t not_zero_ = 0;  ///< the index of a nonzero byte after the fields of xact_call, if any
  judgement allowed_;
  reports reported_;
  double loss_ = 0;
};

} // namespace

void try_record(random &r, const memory &of) { record_call(r, of).run(); }

} // namespace fuzz
