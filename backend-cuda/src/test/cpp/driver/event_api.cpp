// Events: marks in a stream.

#include "driver/driver.h"

using namespace emulator;

EMULATOR_API int cuEventCreate(void** handle, unsigned) {
  return call("cuEventCreate", Needs::kContext, [&](Driver& driver) {
    auto event = std::make_unique<Event>();
    event->context = &driver.current();
    *handle = driver.events.add(std::move(event));
  });
}

EMULATOR_API int cuEventDestroy_v2(void* handle) {
  return release("cuEventDestroy", [&](Driver& driver) { driver.events.remove(handle); });
}

EMULATOR_API int cuEventRecord(void* handle, void* streamHandle) {
  return call("cuEventRecord", Needs::kContext, [&](Driver& driver) {
    Event& event = driver.events.at(handle);
    Stream& stream = driver.stream(streamHandle);
    event.recorded = true;
    event.done = false;
    event.stream = &stream;
    driver.enqueue(stream, [&driver, handle] {
      if (!driver.events.has(handle)) return;
      driver.events.at(handle).done = true;
      driver.events.at(handle).time = std::chrono::steady_clock::now();
    });
  });
}

EMULATOR_API int cuEventSynchronize(void* handle) {
  return call("cuEventSynchronize", Needs::kContext, [&](Driver& driver) {
    Event& event = driver.events.at(handle);
    if (event.recorded && !event.done) driver.drain(*event.stream);
  });
}

EMULATOR_API int cuEventQuery(void* handle) {
  return call("cuEventQuery", Needs::kContext, [&](Driver& driver) {
    Event& event = driver.events.at(handle);
    if (!event.recorded || event.done) return;
    driver.drain(*event.stream);
    throw Fault{kNotReady, ""};
  });
}

EMULATOR_API int cuEventElapsedTime(float* milliseconds, void* begin, void* end) {
  return call("cuEventElapsedTime", Needs::kContext, [&](Driver& driver) {
    Event& first = driver.events.at(begin);
    Event& last = driver.events.at(end);
    if (!first.recorded || !last.recorded) throw Fault{kInvalidHandle, "an event was not recorded"};
    if (!first.done || !last.done) throw Fault{kNotReady, ""};
    std::chrono::duration<float, std::milli> time = last.time - first.time;
    *milliseconds = time.count();
  });
}
