// Reads a whole module of PTX.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ptx/module.h"

namespace emulator {

// Puts a variable of the module into device memory and gives its address. Bytes without an initial
// value are zero, as PTX says.
using PlaceVariable = std::function<uint64_t(const std::vector<uint8_t>& initial)>;

// Version and target of a module, without reading more of it.
struct ModuleHeader {
  int version = 0;
  int target = 0;
};

ModuleHeader readHeader(const std::string& source);

std::unique_ptr<Module> readModule(const std::string& source, const PlaceVariable& place);

}  // namespace emulator
