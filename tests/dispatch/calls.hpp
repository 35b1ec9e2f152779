#pragma once

#include <cstddef>

// Each function writes the results of the same calls to `to`, and returns the number of bytes.
std::size_t calls_dispatched(unsigned char *to);
std::size_t calls_baseline(unsigned char *to);
std::size_t calls_avx2(unsigned char *to);
std::size_t calls_avx512(unsigned char *to);
std::size_t calls_sve256(unsigned char *to);
