package dev.twofold.cuda.emulator;

import java.util.List;

/// One instruction to be tried: `%d` is computed from `%a`, `%b` and `%c`.
///
/// Values are passed as the low bits of a `long`, so one table serves all types.
///
/// @param body PTX statements; predicates `%p` and `%q` and registers `%t0`, `%t1` (32 bits) are there
/// @param types of `%a`, `%b`, `%c` and `%d`, such as `s32`
/// @param expected what `%d` holds
/// @param tolerance relative, for floats; 0: the same bits
record Opcode(String body, List<String> types, Function expected, double tolerance) {

  /// The bits of the result of the bits of the arguments.
  @FunctionalInterface
  interface Function {
    long of(long a, long b, long c);
  }

  static Opcode exact(String body, String types, Function expected) {
    return new Opcode(body, List.of(types.split(" ", -1)), expected, 0);
  }

  static Opcode close(String body, String types, Function expected) {
    return new Opcode(body, List.of(types.split(" ", -1)), expected, 2e-7);
  }

  /// A module with a kernel `k(a, b, c, d, n)`; every array has elements of 8 bytes.
  String module() {
    StringBuilder text =
        new StringBuilder(".version 7.0\n.target sm_75\n.address_size 64\n.visible .entry k(\n");
    text.append(
        ".param .u64 pa, .param .u64 pb, .param .u64 pc, .param .u64 pd, .param .u32 pn)\n{\n");
    text.append(".reg .pred %p, %q, %out;\n.reg .b32 %t<2>, %i, %n;\n.reg .b64 %at, %o;\n");
    for (int i = 0; i < 4; i++) {
      text.append(".reg .b%d %%%c;\n".formatted(bits(types.get(i)), "abcd".charAt(i)));
    }
    text.append("mov.u32 %t0, %ctaid.x;\nmov.u32 %t1, %ntid.x;\nmov.u32 %i, %tid.x;\n");
    text.append("mad.lo.s32 %i, %t0, %t1, %i;\nld.param.u32 %n, [pn];\n");
    text.append("setp.ge.u32 %out, %i, %n;\n@%out bra DONE;\nmul.wide.u32 %o, %i, 8;\n");
    for (int i = 0; i < 3; i++) {
      text.append(
          "ld.param.u64 %%at, [p%1$c];\nadd.s64 %%at, %%at, %%o;\nld.global.b%2$d %%%1$c, [%%at];\n"
              .formatted("abc".charAt(i), bits(types.get(i))));
    }
    text.append(body).append("\nld.param.u64 %at, [pd];\nadd.s64 %at, %at, %o;\n");
    text.append("st.global.b%d [%%at], %%d;\nDONE:\nret;\n}\n".formatted(bits(types.get(3))));
    return text.toString();
  }

  static int bits(String type) {
    return type.endsWith("64") ? 64 : 32;
  }
}
