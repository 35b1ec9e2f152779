#pragma once

/// Builds the record (the xact_call) of a task (task.hpp): arrays in memory, and operands that describe the arrays.

#include "../functors.hpp"
#include "../numbers.hpp"
#include "../shapes.hpp"
#include "../verdict.hpp"
#include "task.hpp"

namespace fuzz {

class builder {
public:
  builder(random &r, call &c, const task &t) : r_(r), c_(c), t_(t) {}

  /// Adds the arrays and assigns their places.
  void add_arrays() {
    const bool bound = t_.by_channel || (t_.of_slices() && !t_.whole_rows);
    do {
      if (bound)
        draw_channels(c_);
      else
        draw_rows(c_);
    } while (c_.size() > 4000 && r_.percent(75)); // long arrays take time, and test no more of the interface
    if (t_.verb == XACT_BACKWARD_FROM_MASK) {
      add_dense("dy", false);
      add_flat("the mask", role::bits_read, XACT_U8, XACT_BITS, (c_.size() + 7) / 8, false);
      add_parameters();
    } else if (t_.verb == XACT_CROSS_ENTROPY) {
      add_loss_inputs();
    } else {
      add_dense("x", false);
      add_parameters();
      if (t_.verb == XACT_BACKWARD || t_.verb == XACT_BACKWARD_FROM_OUTPUT)
        add_dense("dy", false);
    }
    add_outputs();
    spoil_shape(c_);
    c_.place();
    c_.open();
  }

  void fill_arrays() {
    const numbers of_x = draw_numbers(r_);
    for (std::size_t o = 0; o < c_.operands.size(); ++o) {
      const operand &at = c_.operands[o];
      if (at.is == role::per_slice_read)
        fill_labels(o);
      else if (at.is == role::per_channel)
        fill_numbers(o, r_.percent(70) ? numbers::positive : draw_numbers(r_));
      else if (is_dense(at.is) || at.is == role::sums)
        fill_numbers(o, o == 0 ? of_x : draw_numbers(r_));
    }
  }

  /// Returns the record of the call.
  [[nodiscard]] xact_call record() const {
    xact_call call = xact_call_of(t_.verb, t_.function);
    call.tier = static_cast<std::uint16_t>(t_.tier);
    if (t_.by_channel || t_.of_slices()) {
      call.channels = t_.whole_rows ? 0 : c_.channels;
      call.inner = t_.whole_rows ? 1 : c_.inner;
    }
    for (const planned &p : plan_)
      if (p.is_output)
        xact_out(&call, operand_of(p));
      else
        xact_in(&call, operand_of(p));
    draw_parameters(call);
    return call;
  }

private:
  struct planned {
    std::size_t array; ///< the index of the array in the call, or none if the output is skipped
    xact_type type;
    xact_role role;
    bool is_output;
    bool adds = false;
  };
  [[nodiscard]] std::size_t bytes() const { return t_.type & 15U; }

  void add_dense(const char *name, bool is_output, bool adds = false) {
    const std::size_t k = c_.add_dense(name, is_output ? role::written : role::read, bytes());
    plan_.push_back({k, t_.type, XACT_DENSE, is_output, adds});
  }
  void add_flat(const char *name, role is, xact_type type, xact_role role, std::size_t n, bool is_output,
                bool adds = false) {
    plan_.push_back({c_.add_flat(name, is, type & 15U, n), type, role, is_output, adds});
  }
  void add_parameters() {
    if (t_.by_channel)
      add_flat("parameters", role::per_channel, t_.type, XACT_PER_CHANNEL, c_.channels, false);
  }
  [[nodiscard]] std::size_t slices() const {
    if (t_.whole_rows)
      return c_.columns == 0 ? 0 : c_.rows;
    return c_.channels == 0 ? 0 : c_.size() / c_.channels;
  }
  void add_loss_inputs() {
    add_dense("x", false);
    if (t_.by_targets)
      add_dense("targets", false);
    else
      add_flat("labels", role::per_slice_read, t_.label, XACT_PER_SLICE, slices(), false);
  }
  void add_outputs() {
    if (t_.skips)
      plan_.push_back({none, r_.one_of({t_.type, XACT_U8, xact_type{}}), XACT_SKIPPED, true});
    else
      add_dense("the output", true, t_.adds);
    if (t_.verb == XACT_VALUE_AND_DERIVATIVE)
      add_dense("d", true);
    if (t_.verb == XACT_FORWARD_WITH_MASK)
      add_flat("the mask", role::bits_written, XACT_U8, XACT_BITS, (c_.size() + 7) / 8, true);
    if (t_.sums)
      add_flat("sums", role::sums, t_.type, XACT_REDUCED, c_.channels, true, t_.sums_add);
    else if (t_.verb == XACT_CROSS_ENTROPY && t_.losses)
      add_flat("losses", role::losses, t_.type, XACT_PER_SLICE, slices(), true);
    else if ((t_.verb == XACT_CROSS_ENTROPY || (t_.by_channel && t_.verb == XACT_BACKWARD)) && r_.percent(30))
      plan_.push_back({none, t_.type, XACT_SKIPPED, true});
  }

  [[nodiscard]] xact_operand operand_of(const planned &p) const {
    if (p.array == none) {
      xact_operand o = xact_array(nullptr, p.type, 0, p.role);
      if (r_.percent(50)) // the library ignores these fields of a skipped output
        o.rows = o.columns = o.stride = r_.one_of<std::size_t>({1, 2, static_cast<std::size_t>(-1)});
      return o;
    }
    const array &a = c_.operands[p.array].a;
    xact_operand o = xact_strided(a.data<unsigned char>(), p.type, a.rows, a.columns, a.stride);
    o.role = static_cast<std::uint8_t>(p.role);
    o.adds = p.adds;
    if (p.is_output && p.role == XACT_DENSE)
      o.stores = r_.one_of<std::uint8_t>({XACT_AUTOMATIC, XACT_AUTOMATIC, XACT_STREAMED, XACT_CACHED});
    if (r_.percent(20))
      o.name = c_.operands[p.array].name;
    if (a.extent() == 0 && r_.percent(50))
      o.data = nullptr;
    return o;
  }
  void draw_parameters(xact_call &call) const {
    const char *const name = xact_parameter(t_.function, 0, nullptr);
    if (name == nullptr || t_.function == XACT_SOFTPLUS || r_.percent(40)) // softplus needs a positive parameter
      return;
    const double value = draw_parameter(r_);
    if (xact_set_parameter(&call, name, value) != (std::isfinite(value) ? XACT_OK : XACT_ERROR_PARAMETER))
      fail("xact_set_parameter");
    if (!std::isfinite(value)) {
      call.parameters = 1;
      call.parameter[0] = value;
    }
  }

  void fill_numbers(std::size_t o, numbers kind) {
    if (bytes() == sizeof(float))
      fill<float>(c_, o, kind);
    else
      fill<double>(c_, o, kind);
  }
  void fill_labels(std::size_t o) {
    std::size_t classes = t_.whole_rows ? c_.columns : c_.channels;
    const bool is_signed = t_.label < XACT_U8;
    const std::size_t width = c_.operands[o].a.bytes;
    const std::uint64_t most = (~std::uint64_t{0} >> (64 - 8 * width)) >> (is_signed ? 1 : 0);
    if (classes - 1 > most)
      classes = static_cast<std::size_t>(most) + 1;
    const std::size_t n = c_.operands[o].a.size();
    for (std::size_t i = 0; i < n; ++i)
      put_label(o, i, classes == 0 ? 0 : r_.below(classes));
    if (n != 0 && r_.percent(5)) // one label near a limit of the type or of the classes
      put_label(o, r_.below(n), r_.one_of<std::uint64_t>({~std::uint64_t{0}, most, most + 1, classes, classes + 1}));
  }
  void put_label(std::size_t o, std::size_t i, std::uint64_t label) {
    std::memcpy(c_.operands[o].a.in->begin() + c_.operands[o].a.at(i), &label, c_.operands[o].a.bytes);
  }

  random &r_;
  call &c_;
  const task &t_;
  std::vector<planned> plan_;
};

} // namespace fuzz
