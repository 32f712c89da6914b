// The scalar types of PTX, as they stand in an opcode: `.u32`, `.f32`, `.pred`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace emulator {

enum class Type : uint8_t {
  U8, S8, B8, U16, S16, B16, F16, U32, S32, B32, F32, F16x2, TF32, U64, S64, B64, F64, Pred,
};

inline std::optional<Type> typeNamed(const std::string& name) {
  static const struct { const char* name; Type type; } kTypes[] = {
      {"u8", Type::U8},       {"s8", Type::S8},   {"b8", Type::B8},   {"u16", Type::U16},
      {"s16", Type::S16},     {"b16", Type::B16}, {"f16", Type::F16}, {"u32", Type::U32},
      {"s32", Type::S32},     {"b32", Type::B32}, {"f32", Type::F32}, {"f16x2", Type::F16x2},
      {"tf32", Type::TF32},   {"u64", Type::U64}, {"s64", Type::S64}, {"b64", Type::B64},
      {"f64", Type::F64},     {"pred", Type::Pred}};
  for (const auto& each : kTypes) {
    if (name == each.name) return each.type;
  }
  return std::nullopt;
}

inline int bytesOf(Type type) {
  switch (type) {
    case Type::U8: case Type::S8: case Type::B8: return 1;
    case Type::U16: case Type::S16: case Type::B16: case Type::F16: return 2;
    case Type::U64: case Type::S64: case Type::B64: case Type::F64: return 8;
    default: return 4;
  }
}

inline bool isSigned(Type type) {
  return type == Type::S8 || type == Type::S16 || type == Type::S32 || type == Type::S64;
}

inline bool isFloat(Type type) {
  return type == Type::F16 || type == Type::F32 || type == Type::F64;
}

}  // namespace emulator
