package dev.twofold.onnx;

import dev.twofold.graph.Cast;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Identity;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.MathFunction.Function;
import dev.twofold.tensor.DataType;

/// Cast and CastLike of tensors that flow.
final class CastOperators {

  /*
   * Floats of every width are computed in 32 bits. Truth values and integers of up to 16 bits, which a
   * float holds exactly, are carried as floats; INT32 and INT64 as 32-bit integers. So many casts only
   * change a type's name, and the others are a Cast layer or two.
   */

  private CastOperators() {}

  static void cast(Call call) {
    cast(call, ElementType.of(call.attributes().integer("to", 0)));
  }

  /// The second input tells the type and nothing else.
  static void castLike(Call call) {
    cast(call, call.type(1));
  }

  private static void cast(Call call, ElementType to) {
    ElementType from = call.type(0);
    Wire wire = call.any(0);
    boolean carried = wire.type().type() == DataType.FLOAT32;
    if (to == ElementType.UINT32 || to == ElementType.UINT64) {
      throw Refusal.unsupported("a cast of %s to %s is not supported", from, to);
    }
    if (from != to && to == ElementType.BOOL) {
      call.result(0, truth(call, carried ? wire : as(call, DataType.FLOAT32, wire)), to);
    } else if (isIndex(to)) {
      call.result(0, carried ? main(call, DataType.INT32, wire) : same(call, wire), to);
    } else if (!carried) {
      call.result(0, main(call, DataType.FLOAT32, wire), to);
    } else if (from.isFloat() && !to.isFloat()) {
      // Through 32-bit integers, which drops the fraction.
      call.result(0, main(call, DataType.FLOAT32, as(call, DataType.INT32, wire)), to);
    } else {
      call.result(0, same(call, wire), to);
    }
  }

  private static boolean isIndex(ElementType type) {
    return type == ElementType.INT32 || type == ElementType.INT64;
  }

  private static Wire same(Call call, Wire wire) {
    return call.main(new Identity("Cast"), wire);
  }

  private static Wire main(Call call, DataType type, Wire wire) {
    return call.main(new Cast(type), wire);
  }

  private static Wire as(Call call, DataType type, Wire wire) {
    return call.beside(new Cast(type), wire);
  }

  /// `1 - (x == 0)`, which is 1 for NaN too.
  private static Wire truth(Call call, Wire wire) {
    Wire zero = call.helperScalar("zero", 0);
    Wire none = call.beside(new MathFunction(Function.EQUAL), wire, zero);
    return call.main(Elementwise.SUB, call.helperScalar("one", 1), none);
  }
}
