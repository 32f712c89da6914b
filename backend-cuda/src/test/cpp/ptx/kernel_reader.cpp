#include "ptx/kernel_reader.h"

#include <cstdlib>
#include <cstring>

#include "common/fault.h"
#include "ptx/decoders.h"

namespace emulator {
namespace {

int roundedUp(int value, int step) { return (value + step - 1) / step * step; }

// The name between `.entry` and the parameters.
std::string nameOf(const std::string& header) {
  size_t begin = header.find(".entry") + 6;
  return trimmed(header.substr(begin, header.find('(', begin) - begin));
}

void readTriple(const std::string& text, const char* word, std::array<unsigned, 3>& triple) {
  size_t at = text.find(word);
  if (at == std::string::npos) return;
  triple = {1, 1, 1};
  sscanf(text.c_str() + at + strlen(word), " %u , %u , %u", &triple[0], &triple[1], &triple[2]);
}

}  // namespace

KernelReader::KernelReader(const ModuleSymbols& module, const std::string& header)
    : kernel_(new Kernel), scope_{*kernel_, Registers(*kernel_), Symbols(module, *kernel_), {}, {}, {}} {
  kernel_->name = nameOf(header);
  scope_.registers.open();
  size_t open = header.find('(');
  size_t close = header.rfind(')');
  if (open != std::string::npos) readParameters(header.substr(open + 1, close - open - 1));
  readLimits(close == std::string::npos ? header : header.substr(close));
}

void KernelReader::readParameters(const std::string& list) {
  for (const std::string& text : splitOutside(list, ',')) {
    if (text.empty()) continue;
    // `.ptr .align 16` tells of what a pointer points to, not of the parameter.
    std::string own = text;
    if (size_t hint = text.find(".ptr"); hint != std::string::npos) {
      own = text.substr(0, hint) + " " + wordsOf(text).back();
    }
    ArrayDeclaration declaration = arrayDeclaration(own);
    int offset = roundedUp(kernel_->parameterBytes, declaration.alignment);
    Parameter parameter{declaration.name, offset, static_cast<int>(declaration.bytes)};
    kernel_->parameterBytes = offset + parameter.bytes;
    kernel_->parameters.push_back(parameter);
    scope_.symbols.parameter(parameter);
  }
}

void KernelReader::readLimits(const std::string& tail) {
  readTriple(tail, ".maxntid", kernel_->maxThreads);
  readTriple(tail, ".reqntid", kernel_->requiredThreads);
}

void KernelReader::take(const Statement& statement) {
  switch (statement.kind) {
    case Statement::Kind::kOpen: return scope_.registers.open();
    case Statement::Kind::kClose: return scope_.registers.close();
    case Statement::Kind::kLabel:
      lastLabel_ = statement.text;
      labels_[statement.text] = static_cast<int>(kernel_->code.size());
      return;
    case Statement::Kind::kText: break;
  }
  if (statement.text[0] == '.') {
    directive(statement.text);
  } else {
    instruction(statement);
  }
}

void KernelReader::directive(const std::string& text) {
  std::string word = wordsOf(text).front();
  if (word == ".reg") {
    scope_.registers.declare(text);
  } else if (word == ".shared") {
    scope_.symbols.shared(arrayDeclaration(text));
  } else if (word == ".extern") {
    scope_.symbols.shared(arrayDeclaration(text));
  } else if (word == ".local") {
    scope_.symbols.local(arrayDeclaration(text));
  } else if (word == ".branchtargets") {
    targets_[lastLabel_] = splitOutside(text.substr(word.size()), ',');
  } else if (word != ".loc" && word != ".pragma") {
    throw Fault{kInvalidPtx, "directive '" + text + "' is not emulated"};
  }
}

void KernelReader::instruction(const Statement& statement) {
  Instruction result;
  result.line = statement.line;
  for (const std::string& word : wordsOf(statement.text)) {
    result.text += (result.text.empty() ? "" : " ") + word;  // as one line of plain words
  }
  try {
    std::string text = statement.text;
    if (text[0] == '@') {
      size_t space = text.find_first_of(" \t");
      result.guard = Operands(scope_, "").readText(text.substr(1, space - 1), 0);
      text = trimmed(text.substr(space));
    }
    size_t space = text.find_first_of(" \t\n");
    Opcode opcode(text.substr(0, space));
    Operands operands(scope_, space == std::string::npos ? "" : trimmed(text.substr(space)));
    decoderOf(opcode)(opcode, operands, result);
    opcode.finish();
  } catch (const Fault& fault) {
    throw Fault{fault.code, format("%s (PTX line %d of kernel %s: %s)", fault.message.c_str(),
                                   statement.line, kernel_->name.c_str(), statement.text.c_str())};
  }
  kernel_->code.push_back(std::move(result));
}

std::unique_ptr<Kernel> KernelReader::finish() {
  // The end of a body returns, whether it says so or not.
  instruction({Statement::Kind::kText, "ret", 0});
  resolveBranches();
  placeDynamicShared();
  return std::move(kernel_);
}

int KernelReader::targetOf(const std::string& label) const {
  auto found = labels_.find(label);
  if (found == labels_.end()) {
    throw Fault{kInvalidPtx, "kernel " + kernel_->name + " has no label '" + label + "'"};
  }
  return found->second;
}

void KernelReader::resolveBranches() {
  for (const auto& [index, label] : scope_.branches) {
    kernel_->code[index].target = targetOf(label);
  }
  for (const auto& [index, label] : scope_.tables) {
    for (const std::string& each : targets_[label]) {
      kernel_->code[index].table.push_back(targetOf(each));
    }
  }
}

void KernelReader::placeDynamicShared() {
  // 16 bytes is what dynamic shared memory is aligned to; a gap shows what runs over the end of
  // the static arrays before it.
  int base = kernel_->sharedArrays.empty() ? 0 : roundedUp(kernel_->sharedExtent + 128, 128);
  if (kernel_->usesDynamicShared) kernel_->sharedExtent = base;
  for (const auto& [operand, displacement] : scope_.dynamicSharedBases) {
    uint64_t value = static_cast<uint64_t>(base + displacement);
    for (int lane = 0; lane < kLanes; lane++) {
      memcpy(&kernel_->registers[operand.offset + lane * operand.bytes], &value, operand.bytes);
    }
  }
}

}  // namespace emulator
