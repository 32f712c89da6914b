// Copies and memset: at once, or in a stream.

#include <cstring>
#include <memory>

#include "driver/transfers.h"

using namespace emulator;

namespace {

// A copy at once: the null stream's, which waits for the blocking streams only. Who wants what
// another stream computes must wait for that stream.
template <class Body>
int atOnce(const char* name, Body body) {
  return call(name, Needs::kContext, [&](Driver& driver) {
    driver.refuseDuringCapture(name);
    driver.drainBlocking(driver.current());
    body(driver);
  });
}

void refusePageable(Stream& stream, const char* name) {
  if (!stream.capture) return;
  stream.capture->invalid = true;
  throw Fault{kStreamCaptureUnsupported,
              std::string(name) + ": pageable host memory (such as an array of the heap, which "
                                  "moves) cannot be captured; cure: use pinned memory"};
}

template <class Body>
int inStream(const char* name, void* handle, Body body) {
  return call(name, Needs::kContext, [&](Driver& driver) {
    driver.enqueue(driver.stream(handle), [body] { body(Driver::instance()); });
  });
}

}  // namespace

EMULATOR_API int cuMemcpyHtoD_v2(uint64_t to, const void* from, size_t bytes) {
  return atOnce("cuMemcpyHtoD", [&](Driver& driver) { toDevice(driver, to, from, bytes); });
}

EMULATOR_API int cuMemcpyDtoH_v2(void* to, uint64_t from, size_t bytes) {
  return atOnce("cuMemcpyDtoH", [&](Driver& driver) { toHost(driver, to, from, bytes); });
}

EMULATOR_API int cuMemcpyDtoD_v2(uint64_t to, uint64_t from, size_t bytes) {
  return atOnce("cuMemcpyDtoD", [&](Driver& driver) { withinDevice(driver, to, from, bytes); });
}

EMULATOR_API int cuMemcpyHtoDAsync_v2(uint64_t to, const void* from, size_t bytes, void* handle) {
  return call("cuMemcpyHtoDAsync", Needs::kContext, [&](Driver& driver) {
    Stream& stream = driver.stream(handle);
    if (isPinned(driver, from, bytes)) {
      driver.enqueue(stream, [=, &driver] { toDevice(driver, to, from, bytes); });
      return;
    }
    refusePageable(stream, "cuMemcpyHtoDAsync");
    // Pageable memory is copied aside before the call returns.
    auto aside = std::make_shared<std::vector<uint8_t>>(bytes);
    memcpy(aside->data(), from, bytes);
    driver.enqueue(stream, [=, &driver] { toDevice(driver, to, aside->data(), bytes); });
  });
}

EMULATOR_API int cuMemcpyDtoHAsync_v2(void* to, uint64_t from, size_t bytes, void* handle) {
  return call("cuMemcpyDtoHAsync", Needs::kContext, [&](Driver& driver) {
    Stream& stream = driver.stream(handle);
    bool pinned = isPinned(driver, to, bytes);
    if (!pinned) refusePageable(stream, "cuMemcpyDtoHAsync");
    driver.enqueue(stream, [=, &driver] { toHost(driver, to, from, bytes); });
    // To pageable memory the call returns when all is there.
    if (!pinned) driver.drain(stream);
  });
}

EMULATOR_API int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void* handle) {
  return inStream("cuMemcpyDtoDAsync", handle,
                  [=](Driver& driver) { withinDevice(driver, to, from, bytes); });
}

EMULATOR_API int cuMemsetD8_v2(uint64_t to, unsigned char value, size_t count) {
  return atOnce("cuMemsetD8", [&](Driver& driver) { fill(driver, to, value, 1, count); });
}

EMULATOR_API int cuMemsetD32_v2(uint64_t to, unsigned value, size_t count) {
  return atOnce("cuMemsetD32", [&](Driver& driver) { fill(driver, to, value, 4, count); });
}

EMULATOR_API int cuMemsetD8Async(uint64_t to, unsigned char value, size_t count, void* handle) {
  return inStream("cuMemsetD8Async", handle,
                  [=](Driver& driver) { fill(driver, to, value, 1, count); });
}

EMULATOR_API int cuMemsetD32Async(uint64_t to, unsigned value, size_t count, void* handle) {
  return inStream("cuMemsetD32Async", handle,
                  [=](Driver& driver) { fill(driver, to, value, 4, count); });
}
