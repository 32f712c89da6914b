package dev.twofold.tck;

import dev.twofold.graph.Activation;
import dev.twofold.graph.BatchNorm2d;
import dev.twofold.graph.Concat;
import dev.twofold.graph.Conv2d;
import dev.twofold.graph.ConvTranspose2d;
import dev.twofold.graph.Convolution;
import dev.twofold.graph.DepthwiseConv2d;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Graph;
import dev.twofold.graph.GraphBuilder;
import dev.twofold.graph.Layer;
import dev.twofold.graph.MaxUnpool2d;
import dev.twofold.graph.Node;
import dev.twofold.graph.Pad;
import dev.twofold.graph.PointwiseConv2d;
import dev.twofold.graph.Pool2d;
import dev.twofold.graph.Resize;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Value;
import dev.twofold.graph.Window;
import dev.twofold.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A seeded directed acyclic graph of layers that are exact on small integers.
final class RandomNetwork {

  /*
   * Every value has a bound on its elements. A layer whose sums might leave the range in which floats
   * hold every integer (2^24) gets a clip in front. So fused or not, in any order of summation, the
   * result is one and the same, and `==` finds what a tolerance would hide.
   */

  private static final long LARGEST = 1 << 20;
  private static final int MAX_CHANNELS = 24;
  private static final int MAX_SIZE = 12;

  private final Random random;
  private final GraphBuilder net;
  private final Map<Value, Long> bounds = new HashMap<>();
  private final List<Value> values = new ArrayList<>();
  private int count;

  private RandomNetwork(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    net = Graph.builder("Random" + seed);
  }

  static Graph of(long seed) {
    return new RandomNetwork(seed).build();
  }

  private Graph build() {
    Value x =
        net.input(
            "x",
            Shape.nchw(
                1 + random.nextInt(2),
                1 + random.nextInt(9),
                3 + random.nextInt(6),
                3 + random.nextInt(6)));
    note(x, 3);
    int nodes = 4 + random.nextInt(12);
    while (count < nodes) {
      grow();
    }
    Value last = values.getLast();
    net.output(last);
    Value other = values.get(random.nextInt(values.size()));
    if (random.nextInt(3) == 0 && !other.equals(last) && !other.equals(x)) {
      net.output("other", other);
    }
    return net.build();
  }

  private Value note(Value value, long bound) {
    bounds.put(value, bound);
    values.add(value);
    return value;
  }

  private Value add(Layer layer, long bound, Value... inputs) {
    return note(net.add("n" + count++, layer, inputs), bound);
  }

  private long bound(Value value) {
    return bounds.getOrDefault(value, LARGEST);
  }

  /// Mostly the newest value, so that there are chains to fuse.
  private Value pick() {
    return random.nextInt(3) > 0 ? values.getLast() : values.get(random.nextInt(values.size()));
  }

  private void grow() {
    Value x = pick();
    switch (random.nextInt(13)) {
      case 0, 1 -> normalised(depthwise(x));
      case 2, 3 -> normalised(pointwise(x));
      case 4 -> normalised(regular(x));
      case 5 -> transposed(x);
      case 6, 7 -> residual(x);
      case 8 -> pool(x);
      case 9 -> joined(x);
      case 10 -> moved(x);
      case 11 -> add(activation(), Math.max(bound(x), 8), x);
      default -> resized(x);
    }
  }

  private Activation activation() {
    return List.of(Activation.RELU, Activation.RELU6, Activation.clip(-2, 5))
        .get(random.nextInt(3));
  }

  /// A value small enough for so many products with weights up to 4.
  private Value small(Value x, long products) {
    return bound(x) * products * 4 + 16 < LARGEST ? x : add(Activation.clip(-4, 4), 4, x);
  }

  private Value convolve(Convolution layer, Value x) {
    Shape weight = layer.weightShape();
    long products = weight.elements() / weight.dim(0) * (layer instanceof ConvTranspose2d ? 4 : 1);
    Value from = small(x, products);
    return add(layer, bound(from) * products * 2 + 2, from);
  }

  private Value depthwise(Value x) {
    int kernel = 1 + 2 * random.nextInt(3);
    Window window = Window.same(kernel).withStride(1 + random.nextInt(2));
    int c = x.shape().c();
    int multiplier = c * 2 <= MAX_CHANNELS && random.nextInt(4) == 0 ? 2 : 1;
    return convolve(new DepthwiseConv2d(c, multiplier, window, random.nextBoolean()), x);
  }

  private Value pointwise(Value x) {
    int out = 1 + random.nextInt(MAX_CHANNELS);
    return convolve(new PointwiseConv2d(x.shape().c(), out, random.nextBoolean()), x);
  }

  private Value regular(Value x) {
    int c = x.shape().c();
    int groups = c % 2 == 0 && random.nextBoolean() ? 2 : 1;
    int out = groups * (1 + random.nextInt(6));
    return convolve(new Conv2d(c, out, Window.same(3), groups, random.nextBoolean()), x);
  }

  private void transposed(Value x) {
    if (x.shape().h() * 2 <= MAX_SIZE && x.shape().w() * 2 <= MAX_SIZE) {
      Window window = Window.of(2).withStride(2);
      int out = 1 + random.nextInt(8);
      convolve(new ConvTranspose2d(x.shape().c(), out, window, 0, 0, 1, true), x);
    }
  }

  /// Sometimes with a batch normalisation, sometimes with an activation behind.
  private void normalised(Value x) {
    Value y = x;
    if (random.nextBoolean()) {
      Value from = small(y, 1);
      y = add(new BatchNorm2d(from.shape().c(), 0), (bound(from) + 2) * 2 + 2, from);
    }
    if (random.nextInt(3) > 0) {
      add(activation(), Math.max(bound(y), 8), y);
    }
  }

  private void residual(Value x) {
    List<Value> alike =
        values.stream().filter(v -> v.type().equals(x.type()) && !v.equals(x)).toList();
    if (!alike.isEmpty()) {
      Value other = alike.get(random.nextInt(alike.size()));
      if (bound(x) + bound(other) < LARGEST) {
        add(Elementwise.ADD, bound(x) + bound(other), x, other);
      }
    }
  }

  private void pool(Value x) {
    Window window = Window.of(2).withStride(2);
    if (Math.min(x.shape().h(), x.shape().w()) < 2) {
      return;
    }
    if (random.nextBoolean()) {
      add(Pool2d.max(random.nextBoolean() ? window : Window.same(3)), bound(x), x);
      return;
    }
    Node pool = net.call("n" + count++, Pool2d.maxWithIndices(window), x);
    note(pool.output(), bound(x));
    MaxUnpool2d back = MaxUnpool2d.to(window, x.shape());
    add(back, bound(x), pool.output(), pool.outputs().get(1));
  }

  private void joined(Value x) {
    List<Value> alike =
        values.stream()
            .filter(v -> v.shape().withDim(1, 1).equals(x.shape().withDim(1, 1)))
            .filter(v -> v.shape().c() + x.shape().c() <= MAX_CHANNELS)
            .toList();
    if (!alike.isEmpty()) {
      Value other = alike.get(random.nextInt(alike.size()));
      add(Concat.CHANNELS, Math.max(bound(x), bound(other)), x, other);
    }
  }

  private void moved(Value x) {
    if (x.shape().c() > 1 && random.nextBoolean()) {
      int from = random.nextInt(x.shape().c());
      add(new Slice(List.of(new Slice.Range(1, from, Integer.MAX_VALUE, 1))), bound(x), x);
    } else if (Math.max(x.shape().h(), x.shape().w()) < MAX_SIZE) {
      Pad pad = new Pad(List.of(0, 0, 1, 0), List.of(0, 0, 0, 1), Pad.Mode.CONSTANT, 1);
      add(pad, Math.max(1, bound(x)), x);
    }
  }

  private void resized(Value x) {
    if (Math.max(x.shape().h(), x.shape().w()) * 2 <= MAX_SIZE) {
      add(Resize.nearest(2), bound(x), x);
    }
  }
}
