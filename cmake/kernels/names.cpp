// Names of functions, parameters and errors.

#include "library.hpp"

#include <xact/functor/contract.hpp>
#include <xact/version.hpp>

#include <cstring>

#define XACT_TEXT(x) XACT_TEXT_OF(x)
#define XACT_TEXT_OF(x) #x

xact_function xact_function_by_name(const char *name) {
  using namespace xact::library;
  if (name == nullptr)
    return XACT_NO_FUNCTION;
  for (unsigned i = 0; i < functions + slice_functions; ++i) {
    const unsigned number = i < functions ? XACT_RELU + i : XACT_SOFTMAX + i - functions;
    if (std::strcmp(set_of(number)->name, name) == 0)
      return static_cast<xact_function>(number);
  }
  return XACT_NO_FUNCTION;
}

const char *xact_function_name(xact_function f) {
  const auto *const set = xact::library::set_of(static_cast<std::uint32_t>(f));
  return set == nullptr ? nullptr : set->name;
}

const char *xact_parameter(xact_function f, std::size_t i, double *value) {
  const auto *const set = xact::library::set_of(static_cast<std::uint32_t>(f));
  if (set == nullptr || i >= set->parameter_count)
    return nullptr;
  if (value != nullptr)
    *value = set->parameters[i].initial;
  return set->parameters[i].name;
}

int xact_set_parameter(xact_call *call, const char *name, double value) {
  if (call == nullptr || name == nullptr)
    return XACT_ERROR_NULL;
  const auto *const set = xact::library::set_of(call->function);
  if (set == nullptr)
    return XACT_ERROR_FUNCTION;
  for (std::size_t i = 0; i < set->parameter_count; ++i) {
    const auto &parameter = set->parameters[i];
    if (std::strcmp(parameter.name, name) != 0)
      continue;
    const bool has_size = xact::is_finite(value) || (parameter.may_be_infinite && xact::is_infinite(value));
    if (!has_size || (parameter.must_be_positive && !(value > 0)))
      return XACT_ERROR_PARAMETER;
    for (; call->parameters <= i; ++call->parameters)
      call->parameter[call->parameters] = set->parameters[call->parameters].initial;
    call->parameter[i] = value;
    return XACT_OK;
  }
  return XACT_ERROR_PARAMETER;
}

const char *xact_error_string(int code) {
  switch (code) {
  case XACT_OK:
    return "xact: no error";
  case XACT_ERROR_NULL:
    return "xact: a pointer is NULL";
  case XACT_ERROR_CALL:
    return "xact: the call has a size, a tier, a number of operands, a role, `adds` or `stores` that does not exist; "
           "begin with xact_call_of";
  case XACT_ERROR_FUNCTION:
    return "xact: there is no such function";
  case XACT_ERROR_VERB:
    return "xact: there is no such verb, or the function has no kernel for the verb with these operands";
  case XACT_ERROR_TYPE:
    return "xact: the arrays must all be XACT_F32 or all XACT_F64, with XACT_EXACT all XACT_F32, masks XACT_U8, labels "
           "integers";
  case XACT_ERROR_PARAMETER:
    return "xact: the function has no parameter of this name, or the parameter cannot have this value in arrays of "
           "this type";
  case XACT_ERROR_SIZE:
    return "xact: the arrays have different lengths or shapes, or no array can have this size";
  case XACT_ERROR_OVERLAP:
    return "xact: an output overlaps another operand without being the same array";
  case XACT_ERROR_CHANNELS:
    return "xact: channels and inner do not fit the arrays";
  case XACT_ERROR_LABEL:
    return "xact: a label is not the number of a class";
  case XACT_ERROR_FROM_OUTPUT:
    return "xact: with these parameters the output does not determine the derivative; use XACT_BACKWARD";
  default:
    return "xact: no error of this library";
  }
}

const char *xact_version() {
  return XACT_TEXT(XACT_VERSION_MAJOR) "." XACT_TEXT(XACT_VERSION_MINOR) "." XACT_TEXT(XACT_VERSION_PATCH);
}
