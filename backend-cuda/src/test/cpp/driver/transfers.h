// Copies between host and device, carried out and checked.
#pragma once

#include "driver/driver.h"

namespace emulator {

// Whether host memory stays where it is: only such memory can be copied while the host goes on.
bool isPinned(const Driver& driver, const void* pointer, size_t bytes);

void toDevice(Driver& driver, uint64_t to, const void* from, size_t bytes);
void toHost(Driver& driver, void* to, uint64_t from, size_t bytes);
void withinDevice(Driver& driver, uint64_t to, uint64_t from, size_t bytes);
void fill(Driver& driver, uint64_t to, uint32_t value, int width, size_t count);

}  // namespace emulator
