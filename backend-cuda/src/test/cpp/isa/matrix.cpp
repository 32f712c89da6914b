// mma.sync in TF32: a warp multiplies small matrices that lie spread over its lanes' registers.
//
// m16n8k8, D = A B + C with A [16, 8] by rows and B [8, 8] by columns. With g = lane / 4 and
// t = lane % 4 a lane holds
//   A: (g, t), (g + 8, t), (g, t + 4), (g + 8, t + 4)
//   B: (t, g), (t + 4, g)
//   C, D: (g, 2t), (g, 2t + 1), (g + 8, 2t), (g + 8, 2t + 1)
// m16n8k4 has the first half of A and B. Products of TF32 are exact in single precision; the
// hardware's order of adding them is not told, here they are added in double and rounded once.

#include "exec/block.h"
#include "isa/float.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

// The lower 13 bits of a single are not looked at.
double tf32(uint32_t bits) { return floatOf(bits & ~0x1FFFu); }

void multiply(Warp& warp, const Instruction& instruction) {
  int depth = instruction.mode;
  int aCount = depth / 2;
  int bCount = depth / 4;
  double a[16][8];
  double b[8][8];
  for (int lane = 0; lane < kLanes; lane++) {
    int group = lane / 4;
    int place = lane % 4;
    for (int i = 0; i < aCount; i++) {
      a[group + 8 * (i % 2)][place + 4 * (i / 2)] =
          tf32(warp.lanes<uint32_t>(instruction.in[i])[lane]);
    }
    for (int i = 0; i < bCount; i++) {
      b[place + 4 * i][group] = tf32(warp.lanes<uint32_t>(instruction.in[aCount + i])[lane]);
    }
  }
  for (int lane = 0; lane < kLanes; lane++) {
    for (int i = 0; i < 4; i++) {
      int row = lane / 4 + 8 * (i / 2);
      int column = lane % 4 * 2 + i % 2;
      double sum = warp.lanes<float>(instruction.in[aCount + bCount + i])[lane];
      for (int k = 0; k < depth; k++) sum += a[row][k] * b[k][column];
      warp.lanes<float>(instruction.out[i])[lane] = static_cast<float>(sum);
    }
  }
}

void decode(Opcode& opcode, Operands& operands, Instruction& instruction) {
  bool known = opcode.take("sync") && opcode.take("aligned") && opcode.take("row") &&
               opcode.take("col");
  bool eight = opcode.take("m16n8k8");
  known = known && (eight || opcode.take("m16n8k4"));
  known = known && opcode.type() == Type::F32 && opcode.type() == Type::TF32 &&
          opcode.type() == Type::TF32 && opcode.type() == Type::F32;
  if (!known) opcode.refuse("only mma.sync.aligned.m16n8k{4,8}.row.col.f32.tf32.tf32.f32 is");
  instruction.mode = eight ? 8 : 4;
  int next = 0;
  std::vector<std::string> out = Operands::elements(operands.text(0));
  for (size_t i = 0; i < 4; i++) instruction.out[i] = operands.writeText(out.at(i), 4);
  for (size_t argument = 1; argument < 4; argument++) {
    for (const std::string& each : Operands::elements(operands.text(argument))) {
      instruction.in.at(next++) = operands.readText(each, 4);
    }
  }
  instruction.in.at(next) = operands.readText("-1", 4);
  instruction.control = Control::kConverge;
  instruction.convergeMask = static_cast<uint8_t>(next);
  instruction.execute = &multiply;
}

}  // namespace

void addMatrix(Decoders& decoders) { decoders["mma"] = &decode; }

}  // namespace emulator
