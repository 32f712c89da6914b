// Reports, as plain text of lines.
#pragma once

#include <string>

#include "driver/driver.h"

namespace emulator {

// One line for each thing that was created and not released; empty where there is none.
std::string leakReport(const Driver& driver);

// Lines of a name and a number.
std::string totalsReport(const Driver& driver);

// One line for each instruction of each kernel that was launched, fields between tabs: kernel,
// launches, blocks, PTX line, threads, warps, requests, bytes, sectors, passes, ideal passes, text.
std::string countersReport(const Driver& driver);

}  // namespace emulator
