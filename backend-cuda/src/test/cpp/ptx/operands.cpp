#include "ptx/operands.h"

#include <cctype>
#include <cstdlib>

#include "common/fault.h"
#include "ptx/text.h"

namespace emulator {
namespace {

bool isNumber(const std::string& text) {
  char first = text[0] == '-' ? text[1] : text[0];
  return std::isdigit(static_cast<unsigned char>(first));
}

uint64_t bitsOf(const std::string& text) {
  char kind = text.size() > 2 && text[0] == '0' ? text[1] : ' ';
  if (kind == 'f' || kind == 'F' || kind == 'd' || kind == 'D') {
    return strtoull(text.c_str() + 2, nullptr, 16);
  }
  if (text.find('.') != std::string::npos) {
    throw Fault{kInvalidPtx, "the decimal float '" + text + "' is not emulated"};
  }
  if (text[0] == '-') return static_cast<uint64_t>(strtoll(text.c_str(), nullptr, 0));
  return strtoull(text.c_str(), nullptr, 0);
}

// `name+4` or `name+-4` or `name-4`.
std::pair<std::string, int64_t> withDisplacement(const std::string& text) {
  size_t sign = text.find_first_of("+-", 1);
  if (sign == std::string::npos) return {trimmed(text), 0};
  size_t number = text[sign] == '+' ? sign + 1 : sign;
  return {trimmed(text.substr(0, sign)),
          strtoll(trimmed(text.substr(number)).c_str(), nullptr, 0)};
}

}  // namespace

Operands::Operands(KernelScope& scope, const std::string& text)
    : scope_(scope), texts_(splitOutside(text, ',')) {}

const std::string& Operands::text(size_t index) const {
  if (index >= texts_.size()) {
    throw Fault{kInvalidPtx, format("operand %zu of %zu is missing", index + 1, texts_.size())};
  }
  return texts_[index];
}

Operand Operands::read(size_t index, int slot) { return readText(text(index), slot); }

Operand Operands::write(size_t index, int slot) { return writeText(text(index), slot); }

Operand Operands::readText(const std::string& given, int slot) {
  bool negated = given[0] == '!';
  std::string text = negated ? trimmed(given.substr(1)) : given;
  Operand result;
  if (isNumber(text)) {
    result = slot == 0 ? scope_.registers.predicate(bitsOf(text) & 1)
                       : scope_.registers.constant(bitsOf(text), slot);
  } else if (text == "WARP_SZ") {
    result = scope_.registers.constant(kLanes, slot);
  } else if (Registers::isSpecial(text)) {
    result = scope_.registers.special(text);
  } else if (text[0] == '%') {
    result = scope_.registers.variable(text);
  } else {
    auto [name, displacement] = withDisplacement(text);
    // Registers of inline assembly may have plain names.
    result = scope_.registers.has(name) ? scope_.registers.variable(name)
                                        : symbol(name, displacement, slot);
  }
  if (result.bytes != slot) {
    throw Fault{kInvalidPtx, format("operand '%s' has %d bytes, expected %d", given.c_str(),
                                    result.bytes, slot)};
  }
  result.negated = negated;
  return result;
}

Operand Operands::writeText(const std::string& text, int slot) {
  if (text == "_") return scope_.registers.scratch(slot);
  Operand result = scope_.registers.variable(text);
  if (result.bytes != slot) {
    throw Fault{kInvalidPtx, format("result '%s' has %d bytes, expected %d", text.c_str(),
                                    result.bytes, slot)};
  }
  return result;
}

Operand Operands::readWide(const std::string& text, Type type) {
  bool named = text[0] == '%' && !Registers::isSpecial(text);
  Operand found;
  if (named && (found = scope_.registers.variable(text)).bytes > slotOf(type)) return found;
  return readText(text, slotOf(type));
}

Operand Operands::writeWide(const std::string& text, Type type) {
  if (text == "_") return scope_.registers.scratch(slotOf(type));
  Operand found = scope_.registers.variable(text);
  return found.bytes > slotOf(type) ? found : writeText(text, slotOf(type));
}

std::vector<std::string> Operands::elements(const std::string& text) {
  if (text[0] != '{') return {text};
  return splitOutside(text.substr(1, text.size() - 2), ',');
}

std::pair<std::string, std::string> Operands::pair(const std::string& text) {
  size_t bar = text.find('|');
  if (bar == std::string::npos) return {text, ""};
  return {trimmed(text.substr(0, bar)), trimmed(text.substr(bar + 1))};
}

Operand Operands::symbol(const std::string& name, int64_t displacement, int slot) {
  Symbol found = scope_.symbols.find(name);
  if (found.kind == Symbol::Kind::kDynamicShared) {
    Operand base = scope_.registers.scratch(slot);
    scope_.dynamicSharedBases.push_back({base, displacement});
    return base;
  }
  return scope_.registers.constant(found.value + displacement, slot);
}

void Operands::address(size_t index, Operand& base, int64_t& displacement) {
  const std::string& bracketed = text(index);
  if (bracketed[0] != '[') throw Fault{kInvalidPtx, "'" + bracketed + "' is no address"};
  auto [name, offset] = withDisplacement(trimmed(bracketed.substr(1, bracketed.size() - 2)));
  displacement = offset;
  if (isNumber(name)) {
    base = scope_.registers.constant(bitsOf(name), 8);
    return;
  }
  base = scope_.registers.has(name) ? scope_.registers.variable(name) : symbol(name, 0, 8);
}

}  // namespace emulator
