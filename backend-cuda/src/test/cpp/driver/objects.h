// What the driver's handles stand for.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/fault.h"
#include "exec/launch.h"
#include "ptx/module.h"

namespace emulator {

// Something that a stream does; throws a Fault where it fails.
using Operation = std::function<void()>;

struct Context {
  int device = 0;
  int references = 0;
  bool primary = true;
  Result sticky = kSuccess;  // what every call answers after a fault of a kernel
};

struct Capture {
  int mode = 0;  // 0 global, 1 thread-local, 2 relaxed
  std::thread::id thread;
  bool invalid = false;
  std::vector<Operation> operations;
};

// A stream does nothing until something waits for it: then it works off its queue. This is the
// latest that hardware may do anything, so whoever forgets to wait sees old data.
struct Stream {
  Context* context = nullptr;
  bool nonBlocking = false;
  bool legacy = false;  // the null stream, which waits for all blocking streams and runs at once
  std::deque<Operation> queue;
  std::unique_ptr<Capture> capture;
};

struct Event {
  Context* context = nullptr;
  bool recorded = false;
  bool done = true;
  Stream* stream = nullptr;
  std::chrono::steady_clock::time_point time;
};

struct Graph {
  Context* context = nullptr;
  std::vector<Operation> operations;
};

struct LoadedModule {
  Context* context = nullptr;
  std::shared_ptr<const Module> module;
  std::vector<uint64_t> variables;  // addresses of what it placed in device memory
};

struct Function {
  std::shared_ptr<const Module> module;
  LoadedModule* owner = nullptr;
  const Kernel* kernel = nullptr;
  int dynamicSharedLimit = 48 * 1024;
};

// Live objects by their handle; a handle that was never given out or is gone is found out.
template <class T>
class Handles {
 public:
  explicit Handles(const char* kind) : kind_(kind) {}

  T* add(std::unique_ptr<T> object) {
    T* handle = object.get();
    objects_[handle] = std::move(object);
    return handle;
  }

  T& at(const void* handle) const {
    auto found = objects_.find(handle);
    if (found == objects_.end()) {
      throw Fault{kInvalidHandle, format("%p is no live %s (destroyed already?)", handle, kind_)};
    }
    return *found->second;
  }

  bool has(const void* handle) const { return objects_.count(handle) != 0; }

  void remove(const void* handle) {
    at(handle);
    objects_.erase(handle);
  }

  size_t size() const { return objects_.size(); }

  void clear() { objects_.clear(); }

  auto begin() const { return objects_.begin(); }
  auto end() const { return objects_.end(); }

 private:
  const char* kind_;
  std::map<const void*, std::unique_ptr<T>> objects_;
};

}  // namespace emulator
