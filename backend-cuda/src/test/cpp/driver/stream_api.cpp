// Streams, and recording what they are given instead of doing it.

#include "driver/driver.h"

using namespace emulator;

EMULATOR_API int cuStreamCreateWithPriority(void** handle, unsigned flags, int) {
  return call("cuStreamCreate", Needs::kContext, [&](Driver& driver) {
    require(handle, "where the stream goes");
    auto stream = std::make_unique<Stream>();
    stream->context = &driver.current();
    stream->nonBlocking = (flags & 1) != 0;
    *handle = driver.streams.add(std::move(stream));
  });
}

EMULATOR_API int cuStreamCreate(void** handle, unsigned flags) {
  return cuStreamCreateWithPriority(handle, flags, 0);
}

EMULATOR_API int cuStreamDestroy_v2(void* handle) {
  return release("cuStreamDestroy", [&](Driver& driver) {
    Stream& stream = driver.streams.at(handle);
    if (stream.context->sticky == kSuccess && !stream.capture) driver.drain(stream);
    driver.streams.remove(handle);
  });
}

EMULATOR_API int cuStreamSynchronize(void* handle) {
  return call("cuStreamSynchronize", Needs::kContext, [&](Driver& driver) {
    Stream& stream = driver.stream(handle);
    if (stream.capture) {
      stream.capture->invalid = true;
      throw Fault{kStreamCaptureUnsupported, "a stream that is being captured never finishes"};
    }
    if (stream.legacy) driver.drainBlocking(*stream.context);
    driver.drain(stream);
  });
}

EMULATOR_API int cuStreamQuery(void* handle) {
  return call("cuStreamQuery", Needs::kContext, [&](Driver& driver) {
    // Asking gives the device time: what was queued is done by the next question.
    Stream& stream = driver.stream(handle);
    if (stream.capture || stream.queue.empty()) return;
    driver.drain(stream);
    throw Fault{kNotReady, ""};
  });
}

EMULATOR_API int cuStreamWaitEvent(void* handle, void* eventHandle, unsigned) {
  return call("cuStreamWaitEvent", Needs::kContext, [&](Driver& driver) {
    Event& event = driver.events.at(eventHandle);
    if (!event.recorded || event.done) return;
    // The stream that the event was recorded in goes first, up to the event.
    driver.enqueue(driver.stream(handle), [&driver, eventHandle] {
      if (!driver.events.has(eventHandle)) return;
      Event& waited = driver.events.at(eventHandle);
      while (!waited.done && !waited.stream->queue.empty()) {
        Operation operation = std::move(waited.stream->queue.front());
        waited.stream->queue.pop_front();
        operation();
      }
    });
  });
}

EMULATOR_API int cuStreamBeginCapture_v2(void* handle, int mode) {
  return call("cuStreamBeginCapture", Needs::kContext, [&](Driver& driver) {
    Stream& stream = driver.stream(handle);
    if (stream.legacy) throw Fault{kStreamCaptureUnsupported, "the null stream cannot be captured"};
    if (stream.capture) throw Fault{kIllegalState, "the stream is being captured already"};
    stream.capture = std::make_unique<Capture>();
    stream.capture->mode = mode;
    stream.capture->thread = std::this_thread::get_id();
  });
}

EMULATOR_API int cuStreamEndCapture(void* handle, void** graphHandle) {
  return call("cuStreamEndCapture", Needs::kContext, [&](Driver& driver) {
    Stream& stream = driver.stream(handle);
    if (!stream.capture) throw Fault{kStreamCaptureUnmatched, "the stream is not being captured"};
    if (stream.capture->mode != 2 && stream.capture->thread != std::this_thread::get_id()) {
      throw Fault{kStreamCaptureWrongThread, "another thread began the capture"};
    }
    std::unique_ptr<Capture> capture = std::move(stream.capture);
    *graphHandle = nullptr;
    if (capture->invalid) {
      throw Fault{kStreamCaptureInvalidated, "a call that is not permitted was made meanwhile"};
    }
    auto graph = std::make_unique<Graph>();
    graph->context = stream.context;
    graph->operations = std::move(capture->operations);
    *graphHandle = driver.graphs.add(std::move(graph));
  });
}

EMULATOR_API int cuStreamIsCapturing(void* handle, int* status) {
  return call("cuStreamIsCapturing", Needs::kContext, [&](Driver& driver) {
    Stream& stream = driver.stream(handle);
    *status = !stream.capture ? 0 : stream.capture->invalid ? 2 : 1;
  });
}

EMULATOR_API int cuThreadExchangeStreamCaptureMode(int* mode) {
  return call("cuThreadExchangeStreamCaptureMode", Needs::kInitialisation,
              [&](Driver&) { *mode = 0; });
}
