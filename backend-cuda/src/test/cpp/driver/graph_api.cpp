// Graphs, as far as capture makes them: instantiated, uploaded, launched.

#include "driver/driver.h"

using namespace emulator;

EMULATOR_API int cuGraphInstantiateWithFlags(void** handle, void* graph, unsigned long long) {
  return call("cuGraphInstantiate", Needs::kContext, [&](Driver& driver) {
    *handle = driver.executables.add(std::make_unique<Graph>(driver.graphs.at(graph)));
  });
}

EMULATOR_API int cuGraphUpload(void* handle, void* stream) {
  return call("cuGraphUpload", Needs::kContext, [&](Driver& driver) {
    driver.executables.at(handle);
    driver.stream(stream);
  });
}

EMULATOR_API int cuGraphLaunch(void* handle, void* stream) {
  return call("cuGraphLaunch", Needs::kContext, [&](Driver& driver) {
    Graph& graph = driver.executables.at(handle);
    Stream& target = driver.stream(stream);
    if (graph.context != target.context) {
      throw Fault{kInvalidHandle, "the graph was captured in another context"};
    }
    auto operations = std::make_shared<std::vector<Operation>>(graph.operations);
    driver.enqueue(target, [operations] {
      for (const Operation& each : *operations) each();
    });
  });
}

EMULATOR_API int cuGraphGetNodes(void* handle, void**, size_t* count) {
  return call("cuGraphGetNodes", Needs::kContext, [&](Driver& driver) {
    *count = driver.graphs.at(handle).operations.size();
  });
}

EMULATOR_API int cuGraphDestroy(void* handle) {
  return release("cuGraphDestroy", [&](Driver& driver) { driver.graphs.remove(handle); });
}

EMULATOR_API int cuGraphExecDestroy(void* handle) {
  return release("cuGraphExecDestroy", [&](Driver& driver) { driver.executables.remove(handle); });
}
