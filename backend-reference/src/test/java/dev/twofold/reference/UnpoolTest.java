package dev.twofold.reference;

import static dev.twofold.reference.Runs.assertTensor;
import static dev.twofold.reference.Runs.map;
import static dev.twofold.reference.Runs.outputs;
import static dev.twofold.reference.Runs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.twofold.graph.Activation;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Window;
import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnpoolTest {

  private static final Window HALF = Window.of(2).withStride(2);
  private static final MaxUnpool2d DOUBLE = new MaxUnpool2d(HALF, 0, 0);

  @Test
  void of_indices_putsElementsBackAmongZeros() {
    Tensor x = Tensor.of(Shape.nchw(1, 2, 1, 2), 5, 9, 7, -2);
    Tensor indices = Tensor.ofInts(x.shape(), 1, 6, 0, 7);
    assertTensor(
        run(DOUBLE, x, indices),
        Shape.nchw(1, 2, 2, 4),
        0,
        5,
        0,
        0,
        0,
        0,
        9,
        0,
        7,
        0,
        0,
        0,
        0,
        0,
        0,
        -2);
  }

  @Test
  void of_pooledOddMap_leadsBackToItsSize() {
    Tensor x = map(3, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    List<Tensor> pooled = outputs(Pool2d.maxWithIndices(HALF), x);
    Tensor y = run(MaxUnpool2d.to(HALF, x.shape()), pooled.get(0), pooled.get(1));
    assertTensor(y, x.shape(), 0, 0, 0, 0, 0, 0, 7, 0, 9, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void of_repeatedIndex_theLastStays() {
    Tensor y = run(DOUBLE, map(1, 2, 3, 4), Tensor.ofInts(Shape.nchw(1, 1, 1, 2), 2, 2));
    assertTensor(y, Shape.nchw(1, 1, 2, 4), 0, 0, 4, 0, 0, 0, 0, 0);
  }

  @Test
  void of_epilogue_reachesTheZerosToo() {
    Tensor x = map(1, 1, -3);
    Tensor indices = Tensor.ofInts(x.shape(), 3);
    LayerCall call =
        Runs.call(DOUBLE, x, indices)
            .then(new Epilogue.AddResidual())
            .then(new Epilogue.Activate(Activation.clip(-1, 2)));
    Tensor y = outputs(call, Map.of(), x, indices, map(2, 2, 1, 2, 3, 1)).getFirst();
    assertTensor(y, Shape.nchw(1, 1, 2, 2), 1, 2, 2, -1);
  }

  @Test
  void of_indexOutsideThePlane_isRefusedByName() {
    Tensor x = Tensor.of(Shape.nchw(1, 2, 1, 1), 1, 2);
    String cure = "; give the indices of a max pooling of that size";
    assertEquals(
        "node 'it': index 4 lies outside the planes of output [1, 2, 2, 2]" + cure,
        refusal(x, Tensor.ofInts(x.shape(), 4, 0)));
    assertEquals(
        "node 'it': index -1 lies outside the planes of output [1, 2, 2, 2]" + cure,
        refusal(x, Tensor.ofInts(x.shape(), 0, -1)));
  }

  private static String refusal(Tensor x, Tensor indices) {
    return assertThrows(IllegalArgumentException.class, () -> run(DOUBLE, x, indices)).getMessage();
  }
}
