#include "ptx/decoders.h"

namespace emulator {
namespace {

Decoders all() {
  Decoders decoders;
  addArithmetic(decoders);
  addMultiplication(decoders);
  addLogic(decoders);
  addBits(decoders);
  addComparison(decoders);
  addConversion(decoders);
  addFunctions(decoders);
  addMoves(decoders);
  addMemory(decoders);
  addAtomics(decoders);
  addAsyncCopy(decoders);
  addFlow(decoders);
  addWarp(decoders);
  addMatrix(decoders);
  return decoders;
}

}  // namespace

Decoder decoderOf(const Opcode& opcode) {
  static const Decoders kDecoders = all();
  auto found = kDecoders.find(opcode.name());
  if (found == kDecoders.end()) opcode.refuse("there is no such instruction here");
  return found->second;
}

}  // namespace emulator
