// bra brx ret exit, barriers, fences and trap. What moves lanes about is done by Block.

#include "exec/block.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

void nothing(Warp&, const Instruction&) {}

void trap(Warp& warp, const Instruction&) {
  warp.block->fail(warp, __builtin_ctz(warp.active), kLaunchFailed, "the kernel gave up (trap)");
}

void branch(Opcode& opcode, Operands& operands, Instruction& instruction) {
  opcode.take("uni");
  instruction.control = Control::kBranch;
  KernelScope& scope = operands.scope();
  scope.branches.push_back({scope.kernel.code.size(), operands.text(0)});
}

void branchByTable(Opcode& opcode, Operands& operands, Instruction& instruction) {
  opcode.take("uni");
  if (!opcode.take("idx")) opcode.refuse("only brx.idx is");
  instruction.control = Control::kTable;
  instruction.in[0] = operands.read(0, Type::U32);
  KernelScope& scope = operands.scope();
  scope.tables.push_back({scope.kernel.code.size(), operands.text(1)});
}

void leave(Opcode& opcode, Operands&, Instruction& instruction) {
  opcode.take("uni");
  instruction.control = Control::kExit;
}

void warpBarrier(Opcode& opcode, Operands& operands, Instruction& instruction) {
  if (!opcode.take("sync")) opcode.refuse("only bar.warp.sync is");
  instruction.control = Control::kConverge;
  instruction.in[0] = operands.read(0, Type::U32);
  instruction.execute = &nothing;
}

void reducingBarrier(Opcode& opcode, Operands& operands, Instruction& instruction) {
  int operation = opcode.takeOneOf({"popc", "and", "or"}, -1);
  if (operation < 0) opcode.refuse("its operation is not known");
  Type type = opcode.type();
  instruction.control = Control::kBarrier;
  instruction.mode = static_cast<uint8_t>(operation + 1);
  instruction.out[0] = operands.write(0, type);
  if (operands.text(1) != "0" || operands.size() != 3) {
    opcode.refuse("only barrier 0 for the whole block is");
  }
  instruction.in[0] = operands.read(2, Type::Pred);
}

void barrier(Opcode& opcode, Operands& operands, Instruction& instruction) {
  opcode.take("cta");
  opcode.take("aligned");
  if (opcode.take("warp")) return warpBarrier(opcode, operands, instruction);
  if (opcode.take("red")) return reducingBarrier(opcode, operands, instruction);
  if (!opcode.take("sync")) opcode.refuse("only .sync and .red are");
  if (operands.text(0) != "0" || operands.size() != 1) {
    opcode.refuse("only barrier 0 for the whole block is");
  }
  instruction.control = Control::kBarrier;
}

void fence(Opcode& opcode, Operands& operands, Instruction& instruction) {
  opcode.takeOneOf({"sc", "acq_rel", "acquire", "release"}, -1);
  bool block = opcode.take("cta");
  opcode.takeOneOf({"gl", "gpu", "sys"}, -1);
  if (!block) operands.scope().kernel.hasFence = true;
  instruction.execute = &nothing;
}

void giveUp(Opcode&, Operands&, Instruction& instruction) { instruction.execute = &trap; }

void pause(Opcode& opcode, Operands&, Instruction& instruction) {
  opcode.type();
  instruction.execute = &nothing;
}

}  // namespace

void addFlow(Decoders& decoders) {
  decoders["bra"] = &branch;
  decoders["brx"] = &branchByTable;
  decoders["ret"] = &leave;
  decoders["exit"] = &leave;
  decoders["bar"] = &barrier;
  decoders["barrier"] = &barrier;
  decoders["membar"] = &fence;
  decoders["fence"] = &fence;
  decoders["trap"] = &giveUp;
  decoders["nanosleep"] = &pause;
}

}  // namespace emulator
