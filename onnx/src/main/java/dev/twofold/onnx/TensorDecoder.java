package dev.twofold.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

/// Converts the elements of tensors in a file: raw, typed or external, to floats or integers.
final class TensorDecoder {

  private static final ValueLayout.OfFloat FLOATS =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORTS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Source source;
  private final ExternalData externalData;

  TensorDecoder(Source source) {
    this.source = source;
    this.externalData = new ExternalData(source);
  }

  /// A tensor whose elements are converted when they are asked for.
  ///
  /// @throws OnnxException if its extents contradict its data
  Literal literal(Proto.Tensor tensor) {
    String where = "tensor '" + tensor.name() + "'";
    ElementType type = type(tensor);
    int[] dims = new int[tensor.dims().size()];
    long elements = 1;
    for (int i = 0; i < dims.length; i++) {
      long dim = tensor.dims().get(i);
      if (dim < 0 || dim > Integer.MAX_VALUE || elements * dim > Integer.MAX_VALUE - 8) {
        throw source.error(tensor.span().offset(), where + " has extents " + tensor.dims());
      }
      dims[i] = (int) dim;
      elements *= dim;
    }
    checkLength(tensor, type, elements, where);
    return new Literal(type, dims, new InFile(tensor, type, (int) elements));
  }

  private ElementType type(Proto.Tensor tensor) {
    try {
      return ElementType.of(tensor.type());
    } catch (Refusal e) {
      throw Refusal.unsupported("tensor '%s': %s", tensor.name(), e.text());
    }
  }

  /// Checks that the data can hold as many elements before anything is allocated for them.
  private void checkLength(Proto.Tensor tensor, ElementType type, long elements, String where) {
    if (!tensor.external().isEmpty()) {
      return;
    }
    long wanted = elements * type.bytes();
    if (tensor.hasRaw() && tensor.raw().length() != wanted) {
      throw source.error(
          tensor.raw().offset(),
          Text.of(
              "%s of %s %s needs %,d bytes of data, got %,d",
              where, type, tensor.dims(), wanted, tensor.raw().length()));
    }
    if (!tensor.hasRaw() && elements > tensor.span().length()) {
      throw source.error(
          tensor.span().offset(),
          Text.of("%s of extents %s has data for fewer elements", where, tensor.dims()));
    }
  }

  /// The elements of one tensor, still in the file.
  private final class InFile implements Literal.Contents {

    private final Proto.Tensor tensor;
    private final ElementType type;
    private final int elements;

    InFile(Proto.Tensor tensor, ElementType type, int elements) {
      this.tensor = tensor;
      this.type = type;
      this.elements = elements;
    }

    @Override
    public float[] floats() {
      // Its file must be known to the budget before what is to hold it is charged.
      MemorySegment raw = raw();
      if (type != ElementType.FLOAT || raw.byteSize() != 4L * elements) {
        return converted(raw, IntUnaryOperator.identity());
      }
      source.budget().charge(4L * elements);
      float[] floats = new float[elements];
      MemorySegment.copy(raw, FLOATS, 0, floats, 0, elements);
      return floats;
    }

    @Override
    public float[] floats(IntUnaryOperator place) {
      return converted(raw(), place);
    }

    private float[] converted(MemorySegment raw, IntUnaryOperator place) {
      source.budget().charge(4L * elements);
      float[] floats = new float[elements];
      int[] next = {0};
      walk(
          raw,
          bits -> {
            floats[place.applyAsInt(next[0]++)] = type.toFloat(bits);
            return next[0] < elements;
          });
      checkComplete(next[0]);
      return floats;
    }

    @Override
    public long[] longs() {
      MemorySegment raw = raw();
      source.budget().charge(8L * elements);
      long[] longs = new long[elements];
      int[] next = {0};
      walk(
          raw,
          bits -> {
            longs[next[0]++] = type.toLong(bits);
            return next[0] < elements;
          });
      checkComplete(next[0]);
      return longs;
    }

    /// The raw data; empty if the elements are typed.
    private MemorySegment raw() {
      if (!tensor.external().isEmpty()) {
        return externalData.open(tensor, (long) elements * type.bytes());
      }
      return tensor.hasRaw()
          ? source.bytes().asSlice(tensor.raw().offset(), tensor.raw().length())
          : MemorySegment.NULL;
    }

    private void walk(MemorySegment raw, WireReader.ElementSink sink) {
      if (elements == 0) {
        return;
      }
      if (raw.byteSize() > 0) {
        for (int i = 0; i < elements; i++) {
          sink.accept(bits(raw, (long) i * type.bytes()));
        }
        return;
      }
      WireReader reader = new WireReader(source, tensor.span(), "TensorProto");
      boolean[] more = {true};
      while (more[0] && reader.next()) {
        if (reader.field() == type.typedField()) {
          reader.elements(type, bits -> more[0] = sink.accept(bits));
        } else {
          reader.skip();
        }
      }
    }

    private long bits(MemorySegment raw, long offset) {
      return switch (type.bytes()) {
        case 1 -> raw.get(ValueLayout.JAVA_BYTE, offset);
        case 2 -> raw.get(SHORTS, offset);
        case 4 -> raw.get(WireReader.INT, offset);
        default -> raw.get(WireReader.LONG, offset);
      };
    }

    private void checkComplete(int found) {
      if (found != elements) {
        throw source.error(
            tensor.span().offset(),
            Text.of(
                "tensor '%s' of extents %s has %,d elements", tensor.name(), tensor.dims(), found));
      }
    }
  }
}
