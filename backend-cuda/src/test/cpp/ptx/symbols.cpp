#include "ptx/symbols.h"

#include <cstdlib>
#include <cstring>

#include "common/fault.h"
#include "ptx/text.h"

namespace emulator {
namespace {

// Bytes between two static arrays, so that running over the end of one is seen. A multiple of 32
// banks, which leaves the banks of the following array as they are.
constexpr int kGap = 128;

int64_t roundedUp(int64_t value, int64_t step) { return (value + step - 1) / step * step; }

uint64_t numberOf(const std::string& text, Type type) {
  if (text.rfind("0f", 0) == 0 || text.rfind("0F", 0) == 0 || text.rfind("0d", 0) == 0 ||
      text.rfind("0D", 0) == 0) {
    return strtoull(text.c_str() + 2, nullptr, 16);
  }
  if (isFloat(type)) throw Fault{kInvalidPtx, "decimal initialisers of floats are not emulated"};
  return static_cast<uint64_t>(strtoll(text.c_str(), nullptr, 0));
}

void appendInitial(const std::string& list, Type type, std::vector<uint8_t>& bytes) {
  for (const std::string& each : splitOutside(list, ',')) {
    uint64_t value = numberOf(each, type);
    const auto* raw = reinterpret_cast<const uint8_t*>(&value);
    bytes.insert(bytes.end(), raw, raw + bytesOf(type));
  }
}

}  // namespace

ArrayDeclaration arrayDeclaration(const std::string& directive) {
  size_t equals = directive.find('=');
  std::string head = trimmed(directive.substr(0, equals));
  std::vector<std::string> words = wordsOf(head);
  ArrayDeclaration result{"", 0, 0, {}};
  Type type = Type::B8;
  for (size_t i = 0; i + 1 < words.size(); i++) {
    if (words[i] == ".align") result.alignment = atoi(words[i + 1].c_str());
    if (auto named = typeNamed(words[i].substr(1)); words[i][0] == '.' && named) type = *named;
  }
  const std::string& last = words.back();
  size_t bracket = last.find('[');
  result.name = last.substr(0, bracket);
  result.bytes = bytesOf(type);
  if (bracket != std::string::npos) {
    bool open = last[bracket + 1] == ']';
    result.bytes = open ? -1 : strtoll(last.c_str() + bracket + 1, nullptr, 0) * bytesOf(type);
  }
  if (result.alignment == 0) result.alignment = bytesOf(type);
  if (equals != std::string::npos) {
    std::string list = trimmed(directive.substr(equals + 1));
    if (list[0] == '{') list = list.substr(1, list.size() - 2);
    appendInitial(list, type, result.initial);
  }
  return result;
}

void Symbols::parameter(const Parameter& parameter) {
  known_[parameter.name] = {Symbol::Kind::kParameter, static_cast<uint64_t>(parameter.offset)};
}

void Symbols::shared(const ArrayDeclaration& declaration) {
  if (declaration.bytes < 0) {
    kernel_.usesDynamicShared = true;
    known_[declaration.name] = {Symbol::Kind::kDynamicShared, 0};
    return;
  }
  int64_t gap = kernel_.sharedArrays.empty() ? 0 : kGap;
  int64_t offset = roundedUp(kernel_.sharedExtent + gap, declaration.alignment);
  kernel_.sharedArrays.push_back({static_cast<int>(offset), static_cast<int>(declaration.bytes)});
  kernel_.sharedExtent = static_cast<int>(offset + declaration.bytes);
  kernel_.sharedBytes = static_cast<int>(
      roundedUp(kernel_.sharedBytes, declaration.alignment) + declaration.bytes);
  known_[declaration.name] = {Symbol::Kind::kShared, static_cast<uint64_t>(offset)};
}

void Symbols::local(const ArrayDeclaration& declaration) {
  int64_t offset = roundedUp(kernel_.localBytes, declaration.alignment);
  kernel_.localBytes = static_cast<int>(offset + declaration.bytes);
  known_[declaration.name] = {Symbol::Kind::kLocal, static_cast<uint64_t>(offset)};
}

Symbol Symbols::find(const std::string& name) {
  auto known = known_.find(name);
  if (known != known_.end()) return known->second;
  auto variable = module_.variables.find(name);
  if (variable != module_.variables.end()) return {Symbol::Kind::kVariable, variable->second};
  // Shared arrays of the module take room in the kernels that name them only.
  auto array = module_.shared.find(name);
  if (array == module_.shared.end()) throw Fault{kInvalidPtx, "symbol '" + name + "' is unknown"};
  shared(array->second);
  return known_.at(name);
}

}  // namespace emulator
