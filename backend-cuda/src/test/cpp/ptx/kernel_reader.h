// Reads one kernel: its header, then its body statement by statement.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ptx/operands.h"
#include "ptx/text.h"

namespace emulator {

class KernelReader {
 public:
  KernelReader(const ModuleSymbols& module, const std::string& header);

  void take(const Statement& statement);

  // To be called once, after the last statement.
  std::unique_ptr<Kernel> finish();

 private:
  void readParameters(const std::string& list);
  void readLimits(const std::string& tail);
  void directive(const std::string& text);
  void instruction(const Statement& statement);
  int targetOf(const std::string& label) const;
  void resolveBranches();
  void placeDynamicShared();

  std::unique_ptr<Kernel> kernel_;
  KernelScope scope_;
  std::map<std::string, int> labels_;
  std::map<std::string, std::vector<std::string>> targets_;  // of indirect branches
  std::string lastLabel_;
};

}  // namespace emulator
