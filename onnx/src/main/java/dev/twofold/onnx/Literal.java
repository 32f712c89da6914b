package dev.twofold.onnx;

import dev.twofold.tensor.Shape;
import dev.twofold.tensor.Tensor;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A tensor whose elements are known while the file is read: weights, and whatever is computed from
/// shapes. Floats of any width are held as `float`, integers and truth values as `long`. Unlike a
/// [Shape], its extents may be 0.
final class Literal {

  /// Where the elements come from.
  interface Contents {
    /// The elements, integers converted.
    float[] floats();

    /// The elements as [#floats()] has them, in another order.
    ///
    /// @param place where each element goes
    float[] floats(IntUnaryOperator place);

    /// The elements, which are integers.
    long[] longs();
  }

  private final ElementType type;
  private final int[] dims;
  private final Contents contents;
  private float @Nullable [] floats;
  private long @Nullable [] longs;

  /// A tensor whose elements are fetched at first use.
  Literal(ElementType type, int[] dims, Contents contents) {
    this.type = type;
    this.dims = dims;
    this.contents = contents;
  }

  /// A tensor of floats.
  static Literal of(ElementType type, int[] dims, float[] floats) {
    Literal literal = new Literal(type, dims, Absent.CONTENTS);
    literal.floats = floats;
    return literal;
  }

  /// A tensor of integers or truth values.
  static Literal of(ElementType type, int[] dims, long[] longs) {
    Literal literal = new Literal(type, dims, Absent.CONTENTS);
    literal.longs = longs;
    return literal;
  }

  /// A list of INT64.
  static Literal ofLongs(long... longs) {
    return of(ElementType.INT64, new int[] {longs.length}, longs);
  }

  ElementType type() {
    return type;
  }

  int[] dims() {
    return dims.clone();
  }

  int rank() {
    return dims.length;
  }

  int elements() {
    return elements(dims);
  }

  /// The product of extents.
  ///
  /// @throws Refusal if it does not fit an array
  static int elements(int[] dims) {
    long elements = 1;
    for (int dim : dims) {
      elements *= dim;
      if (dim < 0 || elements > Integer.MAX_VALUE - 8) {
        throw Refusal.malformed("a tensor of extents %s does not fit", Arrays.toString(dims));
      }
    }
    return (int) elements;
  }

  /// The elements as floats; not to be changed.
  float[] floats() {
    float[] known = floats;
    if (known == null) {
      known = longs == null ? contents.floats() : converted(longs);
      floats = known;
    }
    return known;
  }

  /// The elements of a matrix column by column, in an array of the caller's own. What is still in the
  /// file is not remembered as well, so that a large matrix is held once.
  float[] transposed(int rows, int columns) {
    IntUnaryOperator place = i -> i % columns * rows + i / columns;
    if (floats == null && longs == null) {
      return contents.floats(place);
    }
    float[] from = floats();
    float[] to = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      to[place.applyAsInt(i)] = from[i];
    }
    return to;
  }

  /// The elements as integers; not to be changed.
  ///
  /// @throws Refusal if they are floats
  long[] longs() {
    if (type.isFloat()) {
      throw Refusal.malformed("integers are expected, got %s", this);
    }
    long[] known = longs;
    if (known == null) {
      known = contents.longs();
      longs = known;
    }
    return known;
  }

  /// The only element of a scalar or a tensor of one element.
  ///
  /// @throws Refusal if there are several elements or none
  float scalar() {
    if (elements() != 1) {
      throw Refusal.malformed("one number is expected, got %s", this);
    }
    return floats()[0];
  }

  /// The same elements under other extents.
  Literal withDims(int... other) {
    if (elements(other) != elements()) {
      throw Refusal.malformed("%s does not fill %s", this, Arrays.toString(other));
    }
    return type.isFloat() ? of(type, other, floats()) : of(type, other, longs());
  }

  /// A tensor of elements of this one.
  ///
  /// @param source where each element comes from, in row-major order
  Literal pick(int[] outDims, IntUnaryOperator source) {
    int elements = elements(outDims);
    if (type.isFloat()) {
      float[] from = floats();
      float[] to = new float[elements];
      for (int i = 0; i < elements; i++) {
        to[i] = from[source.applyAsInt(i)];
      }
      return of(type, outDims, to);
    }
    long[] from = longs();
    long[] to = new long[elements];
    for (int i = 0; i < elements; i++) {
      to[i] = from[source.applyAsInt(i)];
    }
    return of(type, outDims, to);
  }

  /// This tensor for a layer.
  ///
  /// @throws Refusal if it has no elements
  Tensor tensor() {
    return Tensor.of(shape(), floats());
  }

  /// The extents as a shape.
  ///
  /// @throws Refusal if an extent is 0
  Shape shape() {
    if (elements() == 0) {
      throw Refusal.unsupported("tensors without elements are not supported, got %s", this);
    }
    return Shape.of(dims);
  }

  private static float[] converted(long[] longs) {
    float[] floats = new float[longs.length];
    for (int i = 0; i < longs.length; i++) {
      floats[i] = longs[i];
    }
    return floats;
  }

  /// The type and extents, as in `INT64 [4]`.
  @Override
  public String toString() {
    return type + " " + Arrays.toString(dims);
  }

  private enum Absent implements Contents {
    CONTENTS;

    @Override
    public float[] floats() {
      throw new IllegalStateException("the elements are not floats");
    }

    @Override
    public float[] floats(IntUnaryOperator place) {
      return floats();
    }

    @Override
    public long[] longs() {
      throw new IllegalStateException("the elements are not integers");
    }
  }
}
