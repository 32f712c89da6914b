package dev.twofold.graph;

import static dev.twofold.graph.Infer.floats;
import static dev.twofold.graph.Infer.image;
import static dev.twofold.graph.Infer.infers;
import static dev.twofold.graph.Infer.refused;
import static dev.twofold.graph.Infer.refuses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.twofold.graph.ParameterSpec.Role;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Batch normalisation, linear layers, softmax, constants and identities.
class FeatureLayersTest {

  @Test
  void batchNorm_image_isKept() {
    infers(Shape.nchw(2, 32, 5, 7), BatchNorm2d.of(32), Shape.nchw(2, 32, 5, 7));
    refuses(
        "input [1, 3, 4, 4] has 3 channels, but its weights are for 32",
        BatchNorm2d.of(32),
        image(3, 4, 4));
  }

  @Test
  void batchNorm_parameters_twoAreParams() {
    List<ParameterSpec> specs = BatchNorm2d.of(32).parameters();
    Shape channels = Shape.of(32);
    assertEquals(
        List.of(
            new ParameterSpec("weight", channels, Role.SCALE),
            new ParameterSpec("bias", channels, Role.SHIFT),
            new ParameterSpec("running_mean", channels, Role.RUNNING_MEAN),
            new ParameterSpec("running_var", channels, Role.RUNNING_VARIANCE)),
        specs);
    assertEquals(64, specs.stream().mapToLong(ParameterSpec::params).sum());
  }

  @Test
  void batchNorm_badConfiguration_isRefused() {
    assertEquals(1e-5, BatchNorm2d.of(1).epsilon());
    refused("channels must be at least 1, got 0", () -> BatchNorm2d.of(0));
    refused("epsilon must be at least 0, got -1.0", () -> new BatchNorm2d(1, -1));
    refused("epsilon must be at least 0, got NaN", () -> new BatchNorm2d(1, Double.NaN));
  }

  @Test
  void linear_lastAxis_changes() {
    infers(Shape.of(2, 1000), new Linear(1024, 1000, true), Shape.of(2, 1024));
    infers(Shape.of(10), new Linear(4, 10, false), Shape.of(4));
    infers(Shape.of(2, 3, 10), new Linear(4, 10, false), Shape.of(2, 3, 4));
  }

  @Test
  void linear_otherFeatures_isRefused() {
    Linear layer = new Linear(4, 10, false);
    refuses(
        "input [2, 5] does not end in the 4 features its weights are for", layer, Shape.of(2, 5));
    refuses("input [] does not end in the 4 features its weights are for", layer, Shape.of());
    refused("input features must be at least 1, got 0", () -> new Linear(0, 1, false));
    refused("output features must be at least 1, got 0", () -> new Linear(1, 0, false));
  }

  @Test
  void linear_parameters_areOutputMajor() {
    assertEquals(
        List.of(new ParameterSpec("weight", Shape.of(10, 4), Role.WEIGHT)),
        new Linear(4, 10, false).parameters());
    assertEquals(
        List.of(
            new ParameterSpec("weight", Shape.of(10, 4), Role.WEIGHT),
            new ParameterSpec("bias", Shape.of(10), Role.BIAS)),
        new Linear(4, 10, false).withBias().parameters());
  }

  @Test
  void softmax_anyAxis_keepsTheShape() {
    infers(Shape.of(2, 3), new Softmax(1), Shape.of(2, 3));
    infers(Shape.of(2, 3), new Softmax(-2), Shape.of(2, 3));
    refuses("input [2, 3] has no axis 2", new Softmax(2), Shape.of(2, 3));
    refuses("input [2, 3] has no axis -3", new Softmax(-3), Shape.of(2, 3));
  }

  @Test
  void constant_noInputs_givesItsShape() {
    Constant layer = new Constant(Shape.of(896, 4));
    infers(Shape.of(896, 4), layer);
    refuses("takes 0 inputs, got 1", layer, Shape.of(1));
    assertEquals(
        List.of(new ParameterSpec("value", Shape.of(896, 4), Role.CONSTANT)), layer.parameters());
    assertEquals(0, layer.parameters().getFirst().params());
  }

  @Test
  void identity_anyType_isPassedOn() {
    List<TensorType> ints = List.of(TensorType.int32(Shape.of(2)));
    assertEquals(ints, Identity.DROPOUT.outputs(ints));
    infers(Shape.of(3), Identity.DROPOUT, Shape.of(3));
    refuses("takes 1 input, got 2", Identity.DROPOUT, Shape.of(3), Shape.of(3));
    assertEquals("Dropout", Identity.DROPOUT.kind());
    assertEquals(List.of(), Identity.DROPOUT.parameters());
    assertEquals(floats(Shape.of(3)), new Identity("Cast").outputs(floats(Shape.of(3))));
  }
}
