#pragma once

#include <cstddef>

// Each writes the results of the same calls and says how many bytes these are.
std::size_t calls_dispatched(unsigned char *to);
std::size_t calls_baseline(unsigned char *to);
std::size_t calls_avx2(unsigned char *to);
std::size_t calls_avx512(unsigned char *to);
std::size_t calls_sve256(unsigned char *to);
