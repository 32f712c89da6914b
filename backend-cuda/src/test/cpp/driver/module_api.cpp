// Modules and their kernels.

#include <cstring>

#include "driver/driver.h"
#include "ptx/module_reader.h"

using namespace emulator;

namespace {

constexpr int kStaticSharedLimit = 48 * 1024;

// Values of CUjit_option and CUfunction_attribute in cuda.h.
enum { kErrorLogBuffer = 5, kErrorLogBytes = 6 };
enum { kMaxThreads = 0, kSharedBytes = 1, kLocalBytes = 3, kRegisters = 4, kPtxVersion = 5,
       kMaxDynamicShared = 8 };

void checkHeader(const Settings& settings, const std::string& source) {
  ModuleHeader header = readHeader(source);
  if (header.version > settings.newestPtx()) {
    throw Fault{kUnsupportedPtxVersion,
                format("PTX %d.%d is newer than this driver reads: version %d reads PTX %d.%d",
                       header.version / 10, header.version % 10, settings.driver,
                       settings.newestPtx() / 10, settings.newestPtx() % 10)};
  }
  if (header.target > settings.capability) {
    throw Fault{kNoBinaryForGpu, format("PTX for sm_%d does not run on a device of capability %d.%d",
                                        header.target, settings.capability / 10,
                                        settings.capability % 10)};
  }
}

void checkKernels(const Module& module) {
  for (const auto& [name, kernel] : module.kernels) {
    if (kernel->sharedBytes > kStaticSharedLimit) {
      throw Fault{kInvalidPtx, format("kernel %s has %d bytes of static shared memory, more than %d",
                                      name.c_str(), kernel->sharedBytes, kStaticSharedLimit)};
    }
  }
}

std::unique_ptr<LoadedModule> load(Driver& driver, const void* image) {
  auto loaded = std::make_unique<LoadedModule>();
  loaded->context = &driver.current();
  std::string source(static_cast<const char*>(image));
  checkHeader(driver.settings, source);
  auto place = [&](const std::vector<uint8_t>& initial) {
    Allocation& allocation = driver.memory.allocate(initial.size(), driver.current().device);
    memcpy(allocation.data.get(), initial.data(), initial.size());
    driver.memory.markWritten(allocation, allocation.base, initial.size());
    loaded->variables.push_back(allocation.base);
    return allocation.base;
  };
  // As the driver keeps what it has translated: programs load the same text again and again. Not
  // where a module has variables, whose addresses are in what was read.
  auto known = driver.translated.find(source);
  if (known != driver.translated.end()) {
    loaded->module = known->second;
    return loaded;
  }
  loaded->module = readModule(source, place);
  checkKernels(*loaded->module);
  if (loaded->variables.empty()) driver.translated[source] = loaded->module;
  return loaded;
}

// Puts the message of a failed load where the caller asked for it.
void tell(const std::string& message, unsigned count, const int* options, void** values) {
  char* buffer = nullptr;
  size_t bytes = 0;
  for (unsigned i = 0; i < count; i++) {
    if (options[i] == kErrorLogBuffer) buffer = static_cast<char*>(values[i]);
    if (options[i] == kErrorLogBytes) bytes = static_cast<unsigned>(reinterpret_cast<uintptr_t>(values[i]));
  }
  if (buffer != nullptr && bytes > 0) snprintf(buffer, bytes, "%s", message.c_str());
}

int loadModule(const char* name, void** handle, const void* image, unsigned count,
               const int* options, void** values) {
  return call(name, Needs::kContext, [&](Driver& driver) {
    driver.refuseDuringCapture(name);
    require(handle, "where the module goes");
    require(image, "the image");
    if (memcmp(image, "\x7f" "ELF", 4) == 0 || memcmp(image, "\x50\xed\x55\xba", 4) == 0) {
      throw Fault{kNoBinaryForGpu, "the image is machine code; the emulator takes PTX"};
    }
    try {
      *handle = driver.modules.add(load(driver, image));
    } catch (const Fault& fault) {
      tell(fault.message, count, options, values);
      throw;
    }
  });
}

int functionAttribute(const Function& function, int which) {
  const Kernel& kernel = *function.kernel;
  const auto& limit = kernel.maxThreads[0] != 0 ? kernel.maxThreads : kernel.requiredThreads;
  switch (which) {
    case kMaxThreads: return limit[0] == 0 ? 1024 : static_cast<int>(limit[0] * limit[1] * limit[2]);
    case kSharedBytes: return kernel.sharedBytes;
    case kLocalBytes: return kernel.localBytes;
    case kRegisters: return 32;  // the assembler decides, and there is none here
    case kPtxVersion: return function.module->version;
    case kMaxDynamicShared: return function.dynamicSharedLimit;
    default: return 0;
  }
}

}  // namespace

EMULATOR_API int cuModuleLoadData(void** module, const void* image) {
  return loadModule("cuModuleLoadData", module, image, 0, nullptr, nullptr);
}

EMULATOR_API int cuModuleLoadDataEx(void** module, const void* image, unsigned count, int* options,
                                    void** values) {
  return loadModule("cuModuleLoadDataEx", module, image, count, options, values);
}

EMULATOR_API int cuModuleUnload(void* handle) {
  return release("cuModuleUnload", [&](Driver& driver) {
    driver.refuseDuringCapture("cuModuleUnload");
    LoadedModule& loaded = driver.modules.at(handle);
    for (uint64_t address : loaded.variables) driver.memory.release(*driver.memory.meant(address));
    std::vector<const void*> gone;
    for (const auto& [function, each] : driver.functions) {
      if (each->owner == &loaded) gone.push_back(function);
    }
    for (const void* function : gone) driver.functions.remove(function);
    driver.modules.remove(handle);
  });
}

EMULATOR_API int cuModuleGetFunction(void** handle, void* module, const char* name) {
  return call("cuModuleGetFunction", Needs::kContext, [&](Driver& driver) {
    LoadedModule& loaded = driver.modules.at(module);
    auto found = loaded.module->kernels.find(name);
    if (found == loaded.module->kernels.end()) {
      throw Fault{kNotFound, format("the module has no kernel '%s'", name)};
    }
    auto function = std::make_unique<Function>();
    function->module = loaded.module;
    function->owner = &loaded;
    function->kernel = found->second.get();
    *handle = driver.functions.add(std::move(function));
  });
}

EMULATOR_API int cuModuleGetGlobal_v2(uint64_t* address, size_t* bytes, void* module,
                                      const char* name) {
  return call("cuModuleGetGlobal", Needs::kContext, [&](Driver& driver) {
    const auto& variables = driver.modules.at(module).module->variables;
    auto found = variables.find(name);
    if (found == variables.end()) {
      throw Fault{kNotFound, format("the module has no variable '%s'", name)};
    }
    if (address != nullptr) *address = found->second.address;
    if (bytes != nullptr) *bytes = found->second.bytes;
  });
}

EMULATOR_API int cuFuncGetAttribute(int* value, int which, void* handle) {
  return call("cuFuncGetAttribute", Needs::kContext, [&](Driver& driver) {
    *value = functionAttribute(driver.functions.at(handle), which);
  });
}

EMULATOR_API int cuFuncSetAttribute(void* handle, int which, int value) {
  return call("cuFuncSetAttribute", Needs::kContext, [&](Driver& driver) {
    Function& function = driver.functions.at(handle);
    if (which != kMaxDynamicShared) return;
    if (value + function.kernel->sharedBytes > driver.settings.sharedLimit()) {
      throw Fault{kInvalidValue, format("%d bytes of dynamic shared memory, the device has %d", value,
                                        driver.settings.sharedLimit())};
    }
    function.dynamicSharedLimit = value;
  });
}

EMULATOR_API int cuFuncSetCacheConfig(void*, int) {
  return call("cuFuncSetCacheConfig", Needs::kContext, [](Driver&) {});
}
