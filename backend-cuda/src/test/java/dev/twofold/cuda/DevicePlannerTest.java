package dev.twofold.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Layout;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Steps become a program.
class DevicePlannerTest {

  private static final PlainSelection SELECTION = new PlainSelection(Set.of(), false);

  private static Value image(String name) {
    return new Value(name, TensorType.float32(Shape.nchw(1, 8, 4, 4)));
  }

  private static Part part(String name, Layout layout, Value output, Value... inputs) {
    return new Part(
        name,
        List.of(inputs),
        List.of(output),
        layout,
        layout,
        () -> new DeviceStep(name, List.of(), List.of(), 0));
  }

  private static DevicePlan plan(
      List<Part> parts, Value in, Value out, Map<Value, Value> same, Map<Value, float[]> known) {
    return DevicePlanner.plan(
        SELECTION,
        new DevicePlanner.Task(
            List.of(in), Layout.NHWC, List.of(out), Layout.NHWC, parts, same, known));
  }

  @Test
  void plan_oneOrder_copiesNothing() {
    Value x = image("x");
    Value y = image("y");
    Value z = image("z");
    DevicePlan plan =
        plan(
            List.of(part("a", Layout.NHWC, y, x), part("b", Layout.NHWC, z, y)),
            x,
            z,
            Map.of(),
            Map.of());
    assertEquals(List.of("a", "b"), plan.kernels());
    assertEquals(2 * 512, plan.arenaBytes(), "x and z share their place");
  }

  @Test
  void plan_otherOrder_isCopiedOnce() {
    Value x = image("x");
    Value y = image("y");
    Value z = image("z");
    List<Part> parts = List.of(part("a", Layout.NCHW, y, x), part("b", Layout.NCHW, z, y, x));
    DevicePlan plan = plan(parts, x, z, Map.of(), Map.of());
    assertEquals(List.of("copy_NHWC_NCHW", "a", "b", "copy_NCHW_NHWC"), plan.kernels());
    assertSame(
        plan.operations().get(0).outputs().getFirst(), plan.operations().get(2).inputs().get(1));
  }

  @Test
  void plan_reinterpretation_isItsSourceRowMajor() {
    Value x = image("x");
    Value y = image("y");
    Value flat = new Value("flat", TensorType.float32(Shape.of(1, 128)));
    Value z = new Value("z", flat.type());
    List<Part> parts = List.of(part("a", Layout.NHWC, y, x), part("b", Layout.NCHW, z, flat));
    DevicePlan plan = plan(parts, x, z, Map.of(flat, y), Map.of());
    assertEquals(List.of("a", "copy_NHWC_NCHW", "b"), plan.kernels());
    assertSame(
        plan.operations().get(1).outputs().getFirst(),
        plan.operations().get(2).inputs().getFirst());
  }

  @Test
  void plan_reinterpretationOfOneOrder_isNoStep() {
    Value x = new Value("x", TensorType.float32(Shape.nchw(1, 8, 1, 1)));
    Value flat = new Value("flat", TensorType.float32(Shape.of(1, 8)));
    Value z = new Value("z", flat.type());
    DevicePlan plan =
        plan(List.of(part("a", Layout.NCHW, z, flat)), x, z, Map.of(flat, x), Map.of());
    assertEquals(List.of("a"), plan.kernels());
    assertSame(plan.inputs().getFirst(), plan.operations().getFirst().inputs().getFirst());
  }

  @Test
  void plan_constant_isUploadedAndNoPartOfARun() {
    Value x = new Value("x", TensorType.float32(Shape.of(4)));
    Value c = new Value("c", TensorType.float32(Shape.of(4)));
    Value z = new Value("z", TensorType.float32(Shape.of(4)));
    DevicePlan plan =
        plan(List.of(part("a", Layout.NCHW, z, x, c)), x, z, Map.of(), Map.of(c, new float[4]));
    assertEquals(1, plan.uploads().size());
    Region constant = plan.operations().getFirst().inputs().get(1);
    assertSame(plan.uploads().getFirst().region(), constant);
    assertTrue(!plan.regions().contains(constant));
    assertEquals(256, plan.constantBytes());
  }

  @Test
  void plan_outputThatIsReadAgain_outlivesItsReaders() {
    Value x = image("x");
    Value y = image("y");
    Value z = image("z");
    Value w = image("w");
    List<Part> parts =
        List.of(
            part("a", Layout.NHWC, y, x),
            part("b", Layout.NHWC, z, y),
            part("c", Layout.NHWC, w, z));
    DevicePlan plan =
        DevicePlanner.plan(
            SELECTION,
            new DevicePlanner.Task(
                List.of(x), Layout.NHWC, List.of(y, w), Layout.NHWC, parts, Map.of(), Map.of()));
    assertNotSame(plan.outputs().get(0), plan.outputs().get(1));
    assertTrue(plan.outputs().get(0).isAliveWith(plan.outputs().get(1)));
  }
}
