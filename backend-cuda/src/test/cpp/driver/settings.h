// What a test may choose about the emulated driver and its devices.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace emulator {

// Every value has a name; it comes from the environment variable TWOFOLD_EMULATOR_<NAME> (upper
// case) when the library is loaded, and may be set later by emulatorSet.
struct Settings {
  int devices = 1;
  uint64_t memory = uint64_t{2} << 30;  // bytes of each device
  int capability = 90;                  // 75 for compute capability 7.5
  int driver = 13000;                   // 12040 for a driver of CUDA 12.4
  int multiprocessors = 4;
  int workers = 2;                      // threads that run the blocks of a launch
  uint64_t budget = 400'000'000;        // instructions of warps that a block may execute
  bool count = false;                   // requests, sectors and bank conflicts
  bool verbose = false;                 // faults go to standard error as well
  int init = 0;                         // what cuInit answers
  std::optional<std::string> visible;   // as CUDA_VISIBLE_DEVICES, which is read otherwise

  static Settings fromEnvironment();

  // Returns false where there is no setting of that name.
  bool set(const std::string& name, const std::string& value);

  // The numbers of the devices that a process sees.
  std::vector<int> visibleDevices() const;

  // The newest PTX that this driver reads, as 83 for PTX 8.3.
  int newestPtx() const;

  // Bytes of shared memory that a block may ask for at most, with the kernel's consent.
  int sharedLimit() const;
};

}  // namespace emulator
