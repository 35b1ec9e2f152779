#pragma once

/// Defines short words as macros, as other headers do. Each macro breaks any code that uses the word. This file first
/// includes the headers that xact needs. A test includes xact after this file, so that the macros affect only the text
/// of xact.

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>
#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

#ifndef XACT_ONE_LANE
#include <xsimd/xsimd.hpp>
#endif

// windows.h and the headers that it includes. compile_pass/min_max_macros.cpp tests min and max
#define near )near(
#define far )far(
#define small )small(
#define hyper )hyper(
#define interface )interface(
#define pascal )pascal(
#define cdecl )cdecl(
#define IN )IN(
#define OUT )OUT(
#define OPTIONAL )OPTIONAL(
#define NEAR )NEAR(
#define FAR )FAR(
#define CONST )CONST(
#define VOID )VOID(
#define THIS )THIS(
#define DELETE )DELETE(
#define STRICT )STRICT(
#define IGNORE )IGNORE(
#define ERROR )ERROR(
#define NO_ERROR )NO_ERROR(
#define OPAQUE )OPAQUE(
#define TRANSPARENT )TRANSPARENT(
#define ABSOLUTE )ABSOLUTE(
#define RELATIVE )RELATIVE(
#define TRUE )TRUE(
#define FALSE )FALSE(

// curses.h. xact/testing calls std::move, so the test of xact/testing defines XACT_TEST_USES_MOVE
#define clear(...) )clear(
#define erase(...) )erase(
#define refresh(...) )refresh(
#define timeout(...) )timeout(
#define border(...) )border(
#define box(...) )box(
#define echo(...) )echo(
#define nl(...) )nl(
#define filter(...) )filter(
#define scroll(...) )scroll(
#define OK )OK(
#define ERR )ERR(
#define LINES )LINES(
#define COLS )COLS(
#ifndef XACT_TEST_USES_MOVE
#define move(y, x) )move(
#endif

// complex.h
#define I )I(
#define complex )complex(
#define imaginary )imaginary(
#define _Complex_I )_Complex_I(
#define _Imaginary_I )_Imaginary_I(

// termios.h, asm/termbits.h
#undef B0
#undef ECHO
#define B0 )B0(
#define B50 )B50(
#define B110 )B110(
#define B300 )B300(
#define B9600 )B9600(
#define B38400 )B38400(
#define CS5 )CS5(
#define CS6 )CS6(
#define CS7 )CS7(
#define CS8 )CS8(
#define ECHO )ECHO(
#define NL0 )NL0(
#define NL1 )NL1(
#define CR0 )CR0(
#define TAB0 )TAB0(
#define BS0 )BS0(
#define VT0 )VT0(
#define FF0 )FF0(

// math.h of System V
#undef DOMAIN
#undef OVERFLOW
#undef UNDERFLOW
#undef HUGE
#define DOMAIN )DOMAIN(
#define OVERFLOW )OVERFLOW(
#define UNDERFLOW )UNDERFLOW(
#define SING )SING(
#define PLOSS )PLOSS(
#define TLOSS )TLOSS(
#define HUGE )HUGE(

// AssertMacros.h of macOS, sys/sysmacros.h, and the assertions of other libraries
#define check(...) )check(
#define verify(...) )verify(
#define require(...) )require(
#define major(...) )major(
#define minor(...) )minor(
#define makedev(...) )makedev(
#define CHECK(...) )CHECK(
#define TEST(...) )TEST(
#define LOG(...) )LOG(
#define DEBUG )DEBUG(
#define INFO )INFO(
#define WARNING )WARNING(

// X11/X.h, X11/Xlib.h
#define None )None(
#define Bool )Bool(
#define Status )Status(
#define True )True(
#define False )False(
#define Always )Always(
#define Success )Success(
#define Above )Above(
#define Below )Below(
#define Complex )Complex(

// Qt
#define signals )signals(
#define slots )slots(
#define emit )emit(
#define foreach )foreach(
#define forever )forever(

// Arduino.h, binary.h
#define abs(...) )abs(
#define round(...) )round(
#define bit(...) )bit(
#define sq(...) )sq(
#define word(...) )word(
#define lowByte(...) )lowByte(
#define highByte(...) )highByte(
#define F(...) )F(
#define PI )PI(
#define EULER )EULER(
#define HIGH )HIGH(
#define LOW )LOW(
#define INPUT )INPUT(
#define OUTPUT )OUTPUT(
#define DEFAULT )DEFAULT(
#define B1 )B1(
#define B00 )B00(
#define B11111111 )B11111111(

// ctype.h of newlib; Objective-C
#define _U )_U(
#define _L )_L(
#define _N )_N(
#define _S )_S(
#define _P )_P(
#define _C )_C(
#define _X )_X(
#define _B )_B(
#define YES )YES(
#define NO )NO(
#define nil )nil(
