#include "network.hpp"

#include <xact/cross_entropy.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <numeric>
#include <sstream>

#ifndef DIGITS_CSV
#define DIGITS_CSV "digits.csv"
#endif

namespace experiments {

namespace {

constexpr std::size_t batch = 32;

numbers transposed(const numbers &m, std::size_t columns) {
  const std::size_t rows = m.size() / columns;
  numbers t(m.size());
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      t[j * rows + i] = m[i * columns + j];
  return t;
}

/// Computes c += a·b. The matrix a has `inner` columns; b and c have `columns` columns.
void add_product(const numbers &a, const numbers &b, numbers &c, std::size_t inner, std::size_t columns) {
  for (std::size_t i = 0; i < c.size() / columns; ++i) {
    const float *const ai = &a[i * inner];
    float *const ci = &c[i * columns];
    std::size_t j = 0;
    for (; j + 4 <= inner; j += 4) { // four columns of a at once, so that c is loaded and stored less often
      const float *const bj = &b[j * columns];
      for (std::size_t u = 0; u < columns; ++u)
        ci[u] += (ai[j] * bj[u] + ai[j + 1] * bj[columns + u]) +
                 (ai[j + 2] * bj[2 * columns + u] + ai[j + 3] * bj[3 * columns + u]);
    }
    for (; j < inner; ++j)
      for (std::size_t u = 0; u < columns; ++u)
        ci[u] += ai[j] * b[j * columns + u];
  }
}

} // namespace

layer::layer(xact::fans size, const activation &formula, const initial_weights &weights, std::mt19937_64 &generator)
    : in(size.in), out(size.out), f(formula), w(in * out), b(out), slopes(f.learns_slopes() ? out : 0), dw(w), db(out),
      dslopes(slopes), slope_velocity(slopes) {
  initialize(weights(size), w, generator);
  initialize_slopes(slopes);
}

void layer::forward(const numbers &x) {
  const std::size_t rows = x.size() / in;
  z.resize(rows * out);
  for (std::size_t i = 0; i < rows; ++i)
    std::copy(b.begin(), b.end(), &z[i * out]);
  add_product(x, w, z, in, out);
  activate();
}

void layer::activate() {
  y.resize(z.size());
  if (f.learns_slopes())
    experiments::forward(slopes, z, y);
  else
    f.forward(z, y);
}

void layer::activate_back(const numbers &dy) {
  dz.resize(z.size());
  if (f.learns_slopes())
    experiments::backward(slopes, z, dy, dz, dslopes);
  else
    f.backward(z, dy, dz);
}

void layer::backward(const numbers &x, const numbers &dy, numbers *dx) {
  activate_back(dy);
  std::fill(dw.begin(), dw.end(), 0.F);
  add_product(transposed(x, in), dz, dw, z.size() / out, out);
  std::fill(db.begin(), db.end(), 0.F);
  for (std::size_t k = 0; k < dz.size(); ++k)
    db[k % out] += dz[k];
  if (dx != nullptr) {
    dx->assign(x.size(), 0.F);
    add_product(dz, transposed(w, out), *dx, out, in);
  }
}

void layer::step(float rate) {
  for (std::size_t k = 0; k < w.size(); ++k)
    w[k] -= rate * dw[k];
  for (std::size_t u = 0; u < out; ++u)
    b[u] -= rate * db[u];
  if (f.learns_slopes())
    update_slopes(static_cast<double>(rate), slopes, dslopes, slope_velocity);
}

network::network(std::size_t depth, std::size_t units, const activation &f, const initial_weights &weights,
                 std::mt19937_64 &generator) {
  for (std::size_t k = 0; k < depth; ++k)
    layers.emplace_back(xact::fans{.in = k == 0 ? pixels : units, .out = units}, f, weights, generator);
  layers.emplace_back(xact::fans{.in = units, .out = classes}, identity(), xact::lecun_normal, generator);
}

const numbers &network::forward(const numbers &x) {
  const numbers *input = &x;
  for (layer &l : layers) {
    l.forward(*input);
    input = &l.y;
  }
  return *input;
}

void network::backward(const numbers &x, const numbers &dlogits) {
  numbers dy = dlogits;
  numbers dx;
  for (std::size_t k = layers.size(); k-- > 0;) {
    layers[k].backward(k == 0 ? x : layers[k - 1].y, dy, k == 0 ? nullptr : &dx);
    std::swap(dy, dx);
  }
}

void network::step(float rate) {
  for (layer &l : layers)
    l.step(rate);
}

double cross_entropy(const numbers &logits, const std::size_t *labels, numbers &dlogits) {
  dlogits.resize(logits.size());
  return xact::cross_entropy(xact::softmax{{.channels = classes}}, logits, std::span(labels, logits.size() / classes),
                             dlogits);
}

epoch train(network &net, const dataset &data, float rate, std::mt19937_64 &generator,
            const std::function<void()> &after_forward) {
  const std::size_t digits = data.labels.size();
  std::vector<std::size_t> order(digits);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = digits; i > 1; --i) // std::shuffle differs between standard libraries
    std::swap(order[i - 1], order[generator() % i]);
  numbers x(batch * pixels);
  numbers dlogits;
  std::size_t labels[batch];
  epoch result;
  std::size_t batches = 0;
  for (std::size_t begin = 0; begin + batch <= digits; begin += batch, ++batches) {
    for (std::size_t i = 0; i < batch; ++i) {
      std::copy_n(&data.x[order[begin + i] * pixels], pixels, &x[i * pixels]);
      labels[i] = data.labels[order[begin + i]];
    }
    const numbers &logits = net.forward(x);
    if (after_forward)
      after_forward();
    for (std::size_t i = 0; i < batch; ++i) {
      const float *const row = &logits[i * classes];
      result.recognized += row[labels[i]] == *std::max_element(row, row + classes) ? 1 : 0;
    }
    result.loss += cross_entropy(logits, labels, dlogits);
    net.backward(x, dlogits);
    net.step(rate);
  }
  result.loss /= static_cast<double>(batches);
  result.recognized /= static_cast<double>(batches * batch);
  return result;
}

experiment::experiment(std::string_view name, int argc, char **argv)
    : name_(name), csv_(argc > 1 ? argv[1] : DIGITS_CSV), curves_(argc > 2 ? argv[2] : ""),
      table_(argc > 3 ? argv[3] : "") {}

dataset experiment::digits(std::size_t count) const {
  std::ifstream file(csv_);
  dataset all;
  for (std::string line; all.labels.size() < count && std::getline(file, line);) {
    std::istringstream fields(line);
    std::string field;
    for (std::size_t i = 0; i < pixels && std::getline(fields, field, ','); ++i)
      all.x.push_back(std::strtof(field.c_str(), nullptr));
    std::getline(fields, field);
    all.labels.push_back(std::min<std::size_t>(std::strtoul(field.c_str(), nullptr, 10), classes - 1));
  }
  if (all.x.size() != count * pixels) {
    std::fprintf(stderr, "%s: %zu digits of %zu pixels are needed; %s has %zu\n", name_.c_str(), count, pixels,
                 csv_.c_str(), all.labels.size());
    std::exit(2);
  }
  return all;
}

void experiment::draw(const char *scale, const char *x, const char *y, const std::vector<curve> &curves) {
  std::ostringstream text;
  text << (pictures_.empty() ? "" : "\n") << scale << '\n' << x << '\n' << y << '\n';
  for (const auto &[name, points] : curves)
    for (const auto &[at, value] : points)
      text << name << '\t' << at << '\t' << value << '\n';
  pictures_ += text.str();
}

void experiment::claim(const std::string &text, bool holds, double number, const char *format) {
  add({text, holds, number, format, false});
}

void experiment::claim_of_time(const std::string &text, bool holds, double number, const char *format) {
  add({text, holds, number, format, true});
}

void experiment::add(claim_result f) {
  char printed[64];
  std::snprintf(printed, sizeof printed, f.printed.c_str(), f.number);
  f.printed = printed;
  std::printf("%s: %s, %s\n", f.text.c_str(), f.holds ? "held" : "did NOT hold", printed);
  results_.push_back(std::move(f));
}

bool experiment::is_recorded(const claim_result &f, const std::string &table) const {
  const std::string row = "| " + name_ + " | " + f.text + " | ";
  const std::string verdict = f.holds ? "yes | " : "**no** | ";
  const std::size_t at = table.find(row);
  if (at != std::string::npos && f.of_time)
    return true;
  const double number = at == std::string::npos || table.compare(at + row.size(), verdict.size(), verdict) != 0
                            ? std::nan("")
                            : std::strtod(&table[at + row.size() + verdict.size()], nullptr);
  const double off = std::abs(number - f.number);
  const bool is_share = f.printed.find('%') != std::string::npos;
  // The last condition accepts equal printed numbers: rounding to one digit can change a number by more than a third.
  if (off <= std::abs(number) / 3 || (is_share && off <= 3) || number == std::strtod(f.printed.c_str(), nullptr))
    return true;
  std::fprintf(stderr, "the table of claims is stale; it should contain\n%s%s%s |\n", row.c_str(), verdict.c_str(),
               f.printed.c_str());
  return false;
}

int experiment::finish() const {
  if (!curves_.empty())
    std::ofstream(curves_) << pictures_;
  if (table_.empty())
    return 0;
  std::ifstream file(table_);
  const std::string table{std::istreambuf_iterator<char>(file), {}};
  // count_if checks every row, so that is_recorded prints every stale row; any_of would stop at the first.
  return std::count_if(results_.begin(), results_.end(),
                       [&](const claim_result &f) { return !is_recorded(f, table); }) != 0;
}

} // namespace experiments
