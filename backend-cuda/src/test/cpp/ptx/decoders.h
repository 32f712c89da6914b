// From an opcode to the function that executes it.
#pragma once

#include <map>
#include <string>

#include "ptx/opcode.h"
#include "ptx/operands.h"

namespace emulator {

// Reads the modifiers and operands of one instruction and chooses the function that executes it.
using Decoder = void (*)(Opcode&, Operands&, Instruction&);
using Decoders = std::map<std::string, Decoder>;

// Each family of instructions adds its own, from isa/.
void addArithmetic(Decoders& decoders);
void addMultiplication(Decoders& decoders);
void addLogic(Decoders& decoders);
void addBits(Decoders& decoders);
void addComparison(Decoders& decoders);
void addConversion(Decoders& decoders);
void addFunctions(Decoders& decoders);
void addMoves(Decoders& decoders);
void addMemory(Decoders& decoders);
void addAtomics(Decoders& decoders);
void addAsyncCopy(Decoders& decoders);
void addFlow(Decoders& decoders);
void addWarp(Decoders& decoders);
void addMatrix(Decoders& decoders);

// The decoder of an opcode's first word; throws a Fault that names the opcode if there is none.
Decoder decoderOf(const Opcode& opcode);

}  // namespace emulator
