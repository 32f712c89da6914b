// What tests call beside the driver's functions: settings, faults, reports, a lost device.

#include <cstdlib>
#include <cstring>

#include "driver/driver.h"
#include "driver/report.h"

using namespace emulator;

namespace {

// Copies as much of a text as there is room for, and returns the bytes that all of it needs.
size_t copyOut(const std::string& text, char* buffer, size_t bytes) {
  if (bytes > 0) {
    size_t count = text.size() < bytes - 1 ? text.size() : bytes - 1;
    memcpy(buffer, text.data(), count);
    buffer[count] = 0;
  }
  return text.size() + 1;
}

// What is still there when the process ends was never given back.
struct AtEnd {
  ~AtEnd() {
    Driver& driver = Driver::instance();
    const char* wanted = getenv("TWOFOLD_EMULATOR_LEAKS");
    if (wanted == nullptr || driver.memory.totalCount() == 0) return;
    std::string leaks = leakReport(driver);
    if (!leaks.empty()) fprintf(stderr, "[emulated driver] never released:\n%s", leaks.c_str());
  }
};

AtEnd atEnd;

}  // namespace

// Returns 0, or 1 where there is no setting of that name.
EMULATOR_API int emulatorSet(const char* name, const char* value) {
  std::lock_guard<std::mutex> lock(Driver::instance().mutex);
  return Driver::instance().settings.set(name, value) ? 0 : 1;
}

EMULATOR_API void emulatorReset() {
  std::lock_guard<std::mutex> lock(Driver::instance().mutex);
  Driver::instance().reset();
}

// Loses a device: at the given number of launches from now, or at once where that is 0.
EMULATOR_API void emulatorLoseDevice(int device, int code, int launches) {
  Driver& driver = Driver::instance();
  std::lock_guard<std::mutex> lock(driver.mutex);
  auto result = static_cast<Result>(code);
  driver.losses[device] = {launches == 0 ? -1 : launches, result};
  if (launches == 0) driver.primary(device).sticky = result;
}

EMULATOR_API size_t emulatorFaults(char* buffer, size_t bytes) {
  Driver& driver = Driver::instance();
  std::lock_guard<std::mutex> lock(driver.mutex);
  std::string all;
  for (const std::string& each : driver.faults) all += each + "\n";
  return copyOut(all, buffer, bytes);
}

EMULATOR_API size_t emulatorLeaks(char* buffer, size_t bytes) {
  Driver& driver = Driver::instance();
  std::lock_guard<std::mutex> lock(driver.mutex);
  return copyOut(leakReport(driver), buffer, bytes);
}

EMULATOR_API size_t emulatorTotals(char* buffer, size_t bytes) {
  Driver& driver = Driver::instance();
  std::lock_guard<std::mutex> lock(driver.mutex);
  return copyOut(totalsReport(driver), buffer, bytes);
}

EMULATOR_API size_t emulatorCounters(char* buffer, size_t bytes) {
  Driver& driver = Driver::instance();
  std::lock_guard<std::mutex> lock(driver.mutex);
  return copyOut(countersReport(driver), buffer, bytes);
}
