package dev.twofold.tck;

import dev.twofold.graph.Weights;
import dev.twofold.spi.Backend;
import dev.twofold.spi.Kernel;
import dev.twofold.spi.LayerCall;
import dev.twofold.spi.Support;
import dev.twofold.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The group `numerics`: every family with every kind of numbers, against the definition.
final class Numerics {

  /*
   * Each kernel runs twice, over different rubbish in outputs and workspace: what it leaves unwritten
   * or reads before it wrote it is wrong in one of the two runs.
   */

  private static final float[] RUBBISH = {Float.NaN, 1e30f};

  private final Subject subject;

  private Numerics(Subject subject) {
    this.subject = subject;
  }

  static Group of(Subject subject, List<Family> families) {
    Numerics numerics = new Numerics(subject);
    List<Check> checks = new ArrayList<>();
    for (Family family : families) {
      for (Data data : Data.values()) {
        String id = "%s-%s".formatted(family.id(), data.name().toLowerCase(Locale.ROOT));
        checks.add(new Check(id, () -> numerics.check(family, data)));
      }
    }
    return new Group("numerics", checks);
  }

  private Outcome check(Family family, Data data) {
    Backend backend = subject.shared();
    int supported = 0;
    String reason = "";
    for (LayerCall call : family.calls()) {
      switch (backend.supports(call)) {
        case Support.No(String why) -> reason = why;
        case Support.Yes yes -> {
          supported++;
          check(backend, call, yes, data);
        }
      }
    }
    String counted = "%d of %d calls".formatted(supported, family.calls().size());
    return supported == 0
        ? Outcome.unsupported(reason)
        : Outcome.passed(reason.isEmpty() ? counted : counted + ", else " + reason);
  }

  static void check(Backend backend, LayerCall call, Support.Yes yes, Data data) {
    Weights weights =
        (data == Data.INTEGERS ? data : Data.FLOATS)
            .weights(call.layer(), call.toString().hashCode());
    List<Tensor> inputs = data.inputs(call);
    List<Expected> expected = Oracle.of(call, inputs, weights);
    try (Kernel kernel = backend.prepare(call, weights)) {
      Trial trial = new Trial(call, yes, kernel, inputs);
      for (float rubbish : RUBBISH) {
        List<Tensor> got = trial.run(rubbish);
        for (int i = 0; i < got.size(); i++) {
          expected.get(i).check(what(call, yes, data), got.get(i), Family.strictness(call, data));
        }
      }
    }
  }

  private static String what(LayerCall call, Support.Yes yes, Data data) {
    return "%s (%s) for %s"
        .formatted(Texts.of(call), yes.kernel(), data.name().toLowerCase(Locale.ROOT));
  }
}
