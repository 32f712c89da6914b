#include "ptx/registers.h"

#include <cctype>
#include <cstring>

#include "common/fault.h"
#include "ptx/text.h"

namespace emulator {
namespace {

const char* const kSpecialNames[] = {
    "%tid.x",       "%tid.y",       "%tid.z",       "%ntid.x",      "%ntid.y",     "%ntid.z",
    "%ctaid.x",     "%ctaid.y",     "%ctaid.z",     "%nctaid.x",    "%nctaid.y",   "%nctaid.z",
    "%laneid",      "%warpid",      "%lanemask_eq", "%lanemask_lt", "%lanemask_le",
    "%lanemask_gt", "%lanemask_ge", "%dynamic_smem_size", "%total_smem_size"};

int specialIndex(const std::string& name) {
  int index = 0;
  for (const char* each : kSpecialNames) {
    if (name == each) return index;
    index++;
  }
  return -1;
}

std::string withoutNumber(const std::string& name) {
  size_t end = name.size();
  while (end > 0 && std::isdigit(static_cast<unsigned char>(name[end - 1]))) end--;
  return name.substr(0, end);
}

}  // namespace

void Registers::open() { scopes_.push_back({scopeCount_++, {}}); }

void Registers::close() { scopes_.pop_back(); }

void Registers::declare(const std::string& directive) {
  std::vector<std::string> words = wordsOf(directive);
  std::optional<Type> type = words.size() < 3 ? std::nullopt : typeNamed(words[1].substr(1));
  if (!type) throw Fault{kInvalidPtx, "cannot read the declaration '" + directive + "'"};
  int bytes = *type == Type::Pred ? 0 : bytesOf(*type) == 8 ? 8 : 4;
  std::string names = directive.substr(directive.find(words[1]) + words[1].size());
  for (std::string name : splitOutside(names, ',')) {
    size_t bracket = name.find('<');
    bool numbered = bracket != std::string::npos;
    scopes_.back().names[name.substr(0, bracket)] = {bytes, numbered};
  }
}

const Registers::Scope* Registers::scopeOf(const std::string& name, Declared& declared) const {
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
    auto exact = scope->names.find(name);
    auto prefix = scope->names.find(withoutNumber(name));
    if (exact != scope->names.end() && !exact->second.numbered) {
      declared = exact->second;
      return &*scope;
    }
    if (prefix != scope->names.end() && prefix->second.numbered) {
      declared = prefix->second;
      return &*scope;
    }
  }
  return nullptr;
}

bool Registers::has(const std::string& name) const {
  Declared declared{};
  return scopeOf(name, declared) != nullptr;
}

Operand Registers::variable(const std::string& name) {
  Declared declared{};
  const Scope* declaring = scopeOf(name, declared);
  if (declaring == nullptr) {
    throw Fault{kInvalidPtx, "register '" + name + "' is not declared"};
  }
  int scope = declaring->id;
  auto found = variables_.find({scope, name});
  if (found != variables_.end()) return found->second;
  // A pattern that is a NaN and a bad address: what reads a register never written stands out.
  Operand operand = allocate(declared.bytes, 0xFFFFFFFFFFFFFFFFull);
  variables_[{scope, name}] = operand;
  return operand;
}

Operand Registers::scratch(int bytes) { return allocate(bytes, 0); }

Operand Registers::constant(uint64_t bits, int bytes) {
  if (bytes == 4) bits &= 0xFFFFFFFFu;
  auto found = constants_.find({bits, bytes});
  if (found != constants_.end()) return found->second;
  return constants_[{bits, bytes}] = allocate(bytes, bits);
}

Operand Registers::predicate(bool value) {
  return constants_[{value, 0}] = allocate(0, value ? 0xFFFFFFFFu : 0);
}

bool Registers::isSpecial(const std::string& name) { return specialIndex(name) >= 0; }

Operand Registers::special(const std::string& name) {
  auto found = specials_.find(name);
  if (found != specials_.end()) return found->second;
  Operand operand = allocate(4, 0);
  kernel_.specials.push_back({static_cast<Special>(specialIndex(name)), operand.offset});
  return specials_[name] = operand;
}

Operand Registers::allocate(int bytes, uint64_t fill) {
  // Predicates take a whole line, so that every register starts on a vector's boundary.
  int size = bytes == 0 ? 64 : bytes * kLanes;
  int offset = static_cast<int>(kernel_.registers.size());
  kernel_.registers.resize(offset + size);
  int step = bytes == 0 ? 4 : bytes;
  for (int i = 0; i < size; i += step) memcpy(&kernel_.registers[offset + i], &fill, step);
  Operand operand;
  operand.offset = offset;
  operand.bytes = static_cast<uint8_t>(bytes);
  return operand;
}

}  // namespace emulator
