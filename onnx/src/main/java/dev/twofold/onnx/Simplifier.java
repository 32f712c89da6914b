package dev.twofold.onnx;

import dev.twofold.graph.Activation;
import dev.twofold.graph.Activation.Function;
import dev.twofold.graph.Constant;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Elementwise.Operation;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Linear;
import dev.twofold.graph.Pad;
import dev.twofold.graph.Transpose;
import dev.twofold.graph.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/// Replaces what exporters write out by the layers that they mean. The results are the same but for
/// rounding.
final class Simplifier {

  /*
   * One pass in call order. Rewriting a call only ever looks at calls before it, which are simple
   * already:
   *
   *   1 Identity, Dropout, Cast                 nothing: they compute nothing
   *   2 Conv or Linear, then + - * / a number   the layer with other weights: exporters write biases
   *     per channel                             and learned scales as arithmetic
   *   3 clip(x + 3, 0, 6) / 6                   HardSigmoid: written before operator set 6 had it
   *   4 x * sigmoid(x), x * hardsigmoid(x),     SiLU and Hardswish: younger than most files
   *     x * clip(x + 3, 0, 6) / 6
   *   5 zero padding, then Conv                 the padding of the window: written by TensorFlow
   *   6 Transpose, then Transpose               one or none: written around NHWC layers
   *
   * A call is only taken away where nothing else reads what it produces. Batch norm is left to the
   * runtime, which folds it, so that tables of costs still show it.
   */

  private static final float SIXTH_TOLERANCE = 1e-6f;

  private final Budget budget;
  private final SimplificationLog log;
  private final List<Draft.Step> steps = new ArrayList<>();
  private final Map<Wire, Integer> producers = new HashMap<>();
  private final Map<Wire, Integer> readers = new HashMap<>();
  private final Map<Wire, Wire> replaced = new HashMap<>();

  private Simplifier(Budget budget, SimplificationLog log) {
    this.budget = budget;
    this.log = log;
  }

  /// The simplified calls.
  ///
  /// @param steps the calls that the outputs need, in order
  /// @param outputs the network's outputs, which stay as they are
  /// @param log is told the reason of each change
  static List<Draft.Step> simplified(
      List<Draft.Step> steps, Collection<Wire> outputs, Budget budget, SimplificationLog log) {
    Simplifier simplifier = new Simplifier(budget, log);
    steps.forEach(step -> step.inputs().forEach(simplifier::countReader));
    outputs.forEach(simplifier::countReader);
    for (Draft.Step step : steps) {
      boolean isOutput = step.outputs().stream().anyMatch(outputs::contains);
      simplifier.visit(step, isOutput);
    }
    List<Draft.Step> needed = Draft.needed(simplifier.steps, outputs);
    log.unread(steps, needed);
    return needed;
  }

  private void countReader(Wire wire) {
    readers.merge(wire, 1, Integer::sum);
  }

  private void visit(Draft.Step step, boolean isOutput) {
    List<Wire> inputs =
        step.inputs().stream().map(wire -> replaced.getOrDefault(wire, wire)).toList();
    Draft.Step resolved = step.withInputs(inputs);
    if (foldIntoWeights(resolved)) {
      return;
    }
    Draft.Step simple = rewritten(resolved);
    if (simple.layer() instanceof Identity && !isOutput) {
      log.passed(step);
      replace(simple.outputs().getFirst(), simple.inputs().getFirst());
    } else {
      log.rewritten(step, simple);
      add(simple);
    }
  }

  /// Lets the readers of a tensor read another one instead.
  private void replace(Wire old, Wire other) {
    replaced.put(old, other);
    readers.merge(other, readers.getOrDefault(old, 0) - 1, Integer::sum);
  }

  private void add(Draft.Step step) {
    step.outputs().forEach(wire -> producers.put(wire, steps.size()));
    steps.add(step);
  }

  private Optional<Draft.Step> producer(Wire wire) {
    return Optional.ofNullable(producers.get(wire)).map(steps::get);
  }

  /// The call that produces a tensor for one reader only.
  private Optional<Draft.Step> soleProducer(Wire wire) {
    return readers.getOrDefault(wire, 0) == 1 ? producer(wire) : Optional.empty();
  }

  private Optional<float[]> constant(Wire wire) {
    return producer(wire)
        .filter(step -> step.layer() instanceof Constant)
        .map(step -> step.weights().values().iterator().next().floats());
  }

  /// The only number of a constant, or NaN.
  private float number(Wire wire) {
    return constant(wire).filter(floats -> floats.length == 1).map(f -> f[0]).orElse(Float.NaN);
  }

  private boolean foldIntoWeights(Draft.Step step) {
    if (!(step.layer() instanceof Elementwise(Operation operation))) {
      return false;
    }
    for (int side = 0; side < 2; side++) {
      Wire known = step.inputs().get(1 - side);
      Optional<float[]> constant = constant(known);
      Optional<Draft.Step> weighted =
          soleProducer(step.inputs().get(side))
              .filter(p -> p.layer() instanceof Convolution || p.layer() instanceof Linear);
      if (constant.isPresent() && weighted.isPresent()) {
        Optional<Draft.Step> folded =
            new AffineFolding(weighted.get(), budget)
                .fold(operation, side == 0, known.shape(), constant.get(), step);
        if (folded.isPresent()) {
          log.folded(step, weighted.get());
          int place = Objects.requireNonNull(producers.get(step.inputs().get(side)));
          steps.set(place, folded.get());
          producers.put(folded.get().outputs().getFirst(), place);
          return true;
        }
      }
    }
    return false;
  }

  private Draft.Step rewritten(Draft.Step step) {
    return switch (step.layer()) {
      case Elementwise(Operation operation) -> activation(step, operation).orElse(step);
      case Convolution convolution -> unpadded(step, convolution).orElse(step);
      case Transpose(List<Integer> order) -> joined(step, order);
      default -> step;
    };
  }

  // --- activations

  private Optional<Draft.Step> activation(Draft.Step step, Operation operation) {
    Wire left = step.inputs().get(0);
    Wire right = step.inputs().get(1);
    return switch (operation) {
      case MUL -> {
        Optional<Draft.Step> gated = gated(step, left, right).or(() -> gated(step, right, left));
        yield gated
            .or(() -> isSixth(number(right)) ? divided(step, left) : Optional.empty())
            .or(() -> isSixth(number(left)) ? divided(step, right) : Optional.empty());
      }
      case DIV -> number(right) == 6 ? divided(step, left) : Optional.empty();
      case ADD, SUB -> Optional.empty();
    };
  }

  /// `x * gate`, where the gate is a sigmoid of `x`.
  private Optional<Draft.Step> gated(Draft.Step step, Wire x, Wire gate) {
    return soleProducer(gate)
        .filter(p -> p.inputs().size() == 1 && p.inputs().getFirst() == x)
        .flatMap(p -> p.layer() instanceof Activation a ? swish(a) : Optional.empty())
        .map(swish -> step.as(swish, x));
  }

  private static Optional<Activation> swish(Activation gate) {
    boolean hard =
        gate.function() == Function.HARD_SIGMOID && isSixth(gate.alpha()) && gate.beta() == 0.5f;
    if (hard) {
      return Optional.of(Activation.HARD_SWISH);
    }
    return gate.function() == Function.SIGMOID ? Optional.of(Activation.SILU) : Optional.empty();
  }

  private static boolean isSixth(float value) {
    return Math.abs(value - 1f / 6) < SIXTH_TOLERANCE;
  }

  /// `clip(x + 3, 0, 6) / 6` or `x * clip(x + 3, 0, 6) / 6`.
  private Optional<Draft.Step> divided(Draft.Step step, Wire dividend) {
    Optional<Draft.Step> producer = soleProducer(dividend);
    Optional<Draft.Step> sigmoid =
        producer.flatMap(this::shiftedInput).map(x -> step.as(Activation.HARD_SIGMOID, x));
    if (sigmoid.isPresent()) {
      return sigmoid;
    }
    return producer
        .filter(p -> p.layer().equals(Elementwise.MUL))
        .flatMap(p -> swished(step, p.inputs().get(0), p.inputs().get(1)));
  }

  private Optional<Draft.Step> swished(Draft.Step step, Wire left, Wire right) {
    if (soleProducer(right).flatMap(this::shiftedInput).filter(left::equals).isPresent()) {
      return Optional.of(step.as(Activation.HARD_SWISH, left));
    }
    return soleProducer(left).flatMap(this::shiftedInput).filter(right::equals).isPresent()
        ? Optional.of(step.as(Activation.HARD_SWISH, right))
        : Optional.empty();
  }

  /// The `x` of a call of `clip(x + 3, 0, 6)`.
  private Optional<Wire> shiftedInput(Draft.Step clip) {
    if (!clip.layer().equals(Activation.RELU6)) {
      return Optional.empty();
    }
    return soleProducer(clip.inputs().getFirst())
        .filter(p -> p.layer().equals(Elementwise.ADD))
        .flatMap(p -> {
          Wire left = p.inputs().get(0);
          Wire right = p.inputs().get(1);
          if (number(right) == 3) {
            return Optional.of(left);
          }
          return number(left) == 3 ? Optional.of(right) : Optional.empty();
        });
  }

  // --- padding and transposes

  private Optional<Draft.Step> unpadded(Draft.Step step, Convolution convolution) {
    if (convolution instanceof ConvTranspose2d) {
      return Optional.empty();
    }
    return soleProducer(step.inputs().getFirst())
        .filter(p -> p.layer() instanceof Pad pad && isZeroFrame(pad))
        .map(p -> step.as(padded(convolution, (Pad) p.layer()), p.inputs().getFirst()));
  }

  private static boolean isZeroFrame(Pad pad) {
    return pad.mode() == Pad.Mode.CONSTANT
        && pad.value() == 0
        && pad.before().size() == 4
        && IntStream.of(0, 1).allMatch(i -> pad.before().get(i) == 0 && pad.after().get(i) == 0);
  }

  private static Convolution padded(Convolution layer, Pad pad) {
    Window window = layer.window();
    Window wider =
        window.withPadding(
            Math.addExact(window.padTop(), pad.before().get(2)),
            Math.addExact(window.padLeft(), pad.before().get(3)),
            Math.addExact(window.padBottom(), pad.after().get(2)),
            Math.addExact(window.padRight(), pad.after().get(3)));
    return Convolution.of(
        layer.inChannels(), layer.outChannels(), wider, layer.groups(), layer.bias());
  }

  private Draft.Step joined(Draft.Step step, List<Integer> order) {
    Optional<Draft.Step> before =
        producer(step.inputs().getFirst()).filter(p -> p.layer() instanceof Transpose);
    if (before.isEmpty()) {
      return step;
    }
    List<Integer> first = ((Transpose) before.get().layer()).permutation();
    List<Integer> both = order.stream().map(first::get).toList();
    Wire input = before.get().inputs().getFirst();
    if (soleProducer(step.inputs().getFirst()).isEmpty()) {
      countReader(input);
    }
    boolean none = both.equals(IntStream.range(0, both.size()).boxed().toList());
    return step.as(none ? new Identity("Transpose") : new Transpose(both), input);
  }
}
