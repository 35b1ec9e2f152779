#pragma once

/// Executes a call of xact.h. The record of the call (the xact_call) lies next to a page that cannot be accessed.

#include "../run.hpp"
#include "judge.hpp"

namespace fuzz {

/// A random xact_executor. The memory of the executor ends after exactly the number of bytes that the executor states.
class plain_executor {
public:
  explicit plain_executor(random &r)
      : on_(r), is_set_(std::strcmp(on_.name(), "this thread") != 0),
        bytes_(r.percent(50) ? 0 : r.one_of<std::size_t>({1, 63, 64, 4096 + r.below(4096), 20000 + r.below(50000)})),
        away_(r.below(bytes_ + 1)), memory_(new unsigned char[bytes_]), without_memory_(r.percent(10)) {}

  [[nodiscard]] xact_executor get() const {
    if (!is_set_ && bytes_ % 2 == 0)
      return {};
    const std::size_t away = away_ % 64 < bytes_ ? away_ % 64 : 0;
    return {&on_, is_set_ ? run : nullptr, without_memory_ ? nullptr : memory_.get() + away, bytes_ - away};
  }

private:
  static void run(const void *object, std::size_t count, const void *job, void (*call)(const void *, std::size_t)) {
    (*static_cast<const executor *>(object))(count, [=](std::size_t k) { call(job, k); });
  }

  executor on_;
  bool is_set_;
  std::size_t bytes_;
  std::size_t away_;
  std::unique_ptr<unsigned char[]> memory_;
  bool without_memory_;
};

/// The number of errors that a call reported, and the last message.
struct reports {
  struct thrown {};
  std::size_t count = 0;
  bool throws = false;
  std::string text;

  static void add(void *context, const char *message) {
    auto &all = *static_cast<reports *>(context);
    ++all.count;
    all.text = message;
    if (all.throws)
      throw thrown{};
  }
};

inline constexpr int code_of_thrown = -1;

/// A copy of a record. The copy ends less than 8 bytes before a page that cannot be accessed.
class placed_call {
public:
  /// The copy has `length` bytes: the bytes of the record, then zeros. If the byte with index `not_zero` is one of
  /// these zeros, it becomes 1.
  placed_call(const xact_call &c, std::size_t length, std::size_t not_zero) : length_(length) {
    static const block page;
    const std::size_t taken = (length + 7) / 8 * 8;
    at_ = page.begin() + block::size - taken;
    std::memset(at_, 0, taken);
    std::memcpy(at_, &c, length < sizeof c ? length : sizeof c);
    if (not_zero >= sizeof c && not_zero < length)
      at_[not_zero] = 1;
  }
  [[nodiscard]] const xact_call &get() const { return *reinterpret_cast<const xact_call *>(at_); }
  [[nodiscard]] std::size_t length() const { return length_; }

private:
  std::size_t length_;
  unsigned char *at_;
};

/// Executes a call and returns the error code. Fails if the code or the reports are not allowed, or if the call changed
/// the record.
inline int run_judged(const xact_call &c, std::size_t length, const judgement &allowed, reports *seen) {
  const std::vector<unsigned char> before(reinterpret_cast<const unsigned char *>(&c),
                                          reinterpret_cast<const unsigned char *>(&c) + length);
  int code = code_of_thrown;
  try {
    code = xact_run(&c);
  } catch (const reports::thrown &) {
    if (seen == nullptr || !seen->throws)
      fail("an exception came from nowhere");
  }
  if (std::memcmp(before.data(), &c, length) != 0)
    fail("the call itself was changed");
  if (code == code_of_thrown ? allowed.must_succeed() : !allowed.allows(code))
    fail("the code is " + std::to_string(code) + ", want one of " + allowed.text() +
         (seen == nullptr ? "" : "; reported: " + seen->text));
  if (seen == nullptr)
    return code;
  if (seen->count != (code != XACT_OK))
    fail("an error of code " + std::to_string(code) + " was reported " + std::to_string(seen->count) + " times");
  if (seen->text.find('\n') != std::string::npos || (seen->count != 0 && seen->text.empty()))
    fail("not one line was reported: " + seen->text);
  return code;
}

} // namespace fuzz
