package dev.twofold.cuda.layer;

import dev.twofold.cuda.plan.Operand;
import dev.twofold.cuda.plan.Operands;
import dev.twofold.cuda.step.Finish;
import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.MathFunction;
import dev.twofold.graph.Weights;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.DataType;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Locale;

/// What is computed element by element: the kernels of `points.cu`.
final class Points {

  /// The operations of `elementwise_f32`, with their numbers there.
  private enum Binary {
    ADD(0),
    SUB(1),
    MUL(2),
    DIV(3),
    MIN(4),
    MAX(5),
    EQUAL(6),
    LESS(7),
    GREATER(8);

    private final int code;

    Binary(int code) {
      this.code = code;
    }
  }

  /// The functions of `function_f32`, with their numbers there.
  private enum Unary {
    EXP(0),
    LOG(1),
    SQRT(2),
    ERF(3),
    FLOOR(4),
    CEIL(5),
    ROUND(6);

    private final int code;

    Unary(int code) {
      this.code = code;
    }
  }

  private Points() {}

  static Recipe activation(Activation layer, LayerCall call) {
    return Recipe.of(
        layer.function().name().toLowerCase(Locale.ROOT),
        call,
        "",
        step -> step.activate(new Operand.Input(0), new Operand.Null(), Finish.of(layer)));
  }

  static Recipe batchNorm(BatchNorm2d layer, LayerCall call) {
    return new Recipe(
        Recipe.name("batch_norm", call, ""),
        (step, weights) -> batchNorm(layer, call, step, weights));
  }

  private static void batchNorm(
      BatchNorm2d layer, LayerCall call, StepBuilder step, Weights weights) {
    int channels = layer.channels();
    float[] scale = new float[channels];
    float[] shift = new float[channels];
    for (int c = 0; c < channels; c++) {
      double variance = weights.get("running_var").floats()[c];
      double factor = weights.get("weight").floats()[c] / Math.sqrt(variance + layer.epsilon());
      scale[c] = (float) factor;
      shift[c] =
          (float)
              (weights.get("bias").floats()[c] - weights.get("running_mean").floats()[c] * factor);
    }
    boolean fours = channels % 4 == 0;
    int columns = fours ? channels / 4 : channels;
    int rows = (int) (call.output().shape().elements() / channels);
    step.launch(
        fours ? "batch_norm_nhwc_f32_x4" : "batch_norm_nhwc_f32",
        new Walk(rows, columns),
        step.finishing()
            .input(0)
            .add(step.constant(scale))
            .add(step.constant(shift))
            .residual()
            .output(0)
            .ints(rows, columns)
            .epilogue());
  }

  static Recipe elementwise(Elementwise layer, LayerCall call) {
    Binary operation =
        switch (layer.operation()) {
          case ADD -> Binary.ADD;
          case SUB -> Binary.SUB;
          case MUL -> Binary.MUL;
          case DIV -> Binary.DIV;
        };
    return binary(operation, call);
  }

  static Recipe function(MathFunction layer, LayerCall call) {
    return switch (layer.function()) {
      case EXP -> unary(Unary.EXP, call);
      case LOG -> unary(Unary.LOG, call);
      case SQRT -> unary(Unary.SQRT, call);
      case ERF -> unary(Unary.ERF, call);
      case FLOOR -> unary(Unary.FLOOR, call);
      case CEIL -> unary(Unary.CEIL, call);
      case ROUND -> unary(Unary.ROUND, call);
      case MIN -> binary(Binary.MIN, call);
      case MAX -> binary(Binary.MAX, call);
      case EQUAL -> binary(Binary.EQUAL, call);
      case LESS -> binary(Binary.LESS, call);
      case GREATER -> binary(Binary.GREATER, call);
      case POW -> Recipe.of("pow", call, "", step -> power(call, step));
    };
  }

  private static Recipe unary(Unary function, LayerCall call) {
    long count = call.output().shape().elements();
    return Recipe.of(
        function.name().toLowerCase(Locale.ROOT),
        call,
        "",
        step ->
            step.launch(
                "function_f32",
                count,
                step.finishing()
                    .input(0)
                    .residual()
                    .output(0)
                    .count(count)
                    .ints(function.code)
                    .epilogue()));
  }

  private static Recipe binary(Binary operation, LayerCall call) {
    return Recipe.of(
        operation.name().toLowerCase(Locale.ROOT),
        call,
        "",
        step -> {
          Broadcast broadcast = broadcast(call, 2);
          boolean fours = broadcast.inFours();
          Operands arguments = walk(step, broadcast, 2, fours).ints(operation.code);
          step.launch(
              fours ? "elementwise_f32_x4" : "elementwise_f32",
              columns(broadcast, fours),
              arguments.epilogue());
        });
  }

  private static void power(LayerCall call, StepBuilder step) {
    Broadcast broadcast = broadcast(call, 2);
    Operands arguments = walk(step, broadcast, 2, false);
    step.launch("power_f32", columns(broadcast, false), arguments.epilogue());
  }

  static Recipe select(LayerCall call) {
    return Recipe.of(
        "select",
        call,
        "",
        step -> {
          Broadcast broadcast = broadcast(call, 3);
          Operands arguments = walk(step, broadcast, 3, false);
          step.launch("select_f32", columns(broadcast, false), arguments.epilogue());
        });
  }

  /// The first inputs of a call; what follows them is a residual.
  private static Broadcast broadcast(LayerCall call, int operands) {
    List<Shape> shapes = call.inputs().stream().limit(operands).map(TensorType::shape).toList();
    return Broadcast.of(call.output().shape(), shapes);
  }

  private static Walk columns(Broadcast broadcast, boolean fours) {
    return new Walk(broadcast.rows(), fours ? broadcast.columns() / 4 : broadcast.columns());
  }

  /// The operands, and the struct `Broadcast`.
  private static Operands walk(StepBuilder step, Broadcast broadcast, int operands, boolean fours) {
    Operands arguments = step.finishing();
    for (int i = 0; i < operands; i++) {
      arguments.input(i);
    }
    Walk walk = columns(broadcast, fours);
    return arguments
        .add(step.constant(broadcast.table()))
        .residual()
        .output(0)
        .ints(broadcast.outer().size(), walk.rows(), walk.columns())
        .ints(broadcast.steps());
  }

  static Recipe cast(LayerCall call) {
    if (call.input().type() == call.output().type()) {
      return Moves.identity(call);
    }
    long count = call.output().shape().elements();
    boolean toFloat = call.output().type() == DataType.FLOAT32;
    return Recipe.of(
        toFloat ? "cast_from_i32" : "cast_to_i32",
        call,
        "",
        step -> {
          if (toFloat) {
            Operands arguments = step.finishing().input(0).residual().output(0).count(count);
            step.launch("cast_i32_f32", count, arguments.epilogue());
          } else {
            step.launch("cast_f32_i32", count, step.arguments().input(0).output(0).count(count));
          }
        });
  }
}
