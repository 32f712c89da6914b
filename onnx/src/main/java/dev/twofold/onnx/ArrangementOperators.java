package dev.twofold.onnx;

import dev.twofold.graph.Concat;
import dev.twofold.graph.Elementwise;
import dev.twofold.graph.Identity;
import dev.twofold.graph.Layer;
import dev.twofold.graph.Reshape;
import dev.twofold.graph.Slice;
import dev.twofold.graph.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Operators that move, repeat or leave out elements.
final class ArrangementOperators {

  /// More pieces than this are not worth a graph of slices.
  private static final int MAX_PIECES = 1024;

  private ArrangementOperators() {}

  static void concat(Call call) {
    Wire[] inputs = new Wire[call.inputCount()];
    Arrays.setAll(inputs, call::moved);
    int axis = call.axis(call.attributes().integer("axis", 1), 0);
    call.result(call.main(new Concat(axis), inputs));
  }

  static void slice(Call call) {
    List<Slice.Range> ranges = SliceRanges.of(call);
    for (Slice.Range range : ranges) {
      if (range.count(call.dims(0)[range.axis()]) == 0) {
        throw Refusal.unsupported(
            "%s takes nothing; tensors without elements are not supported", range);
      }
    }
    call.result(call.main(new Slice(ranges), call.moved(0)));
  }

  static void split(Call call) {
    int axis = call.axis(call.attributes().integer("axis", 0), 0);
    int[] sizes = splitSizes(call, axis);
    int start = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == 0) {
        throw Refusal.unsupported("tensors without elements are not supported");
      }
      if (call.wants(i)) {
        Slice slice = new Slice(List.of(new Slice.Range(axis, start, start + sizes[i], 1)));
        Wire part = call.helper(Integer.toString(i), slice, call.moved(0));
        call.result(i, part, call.type(0));
      }
      start += sizes[i];
    }
  }

  /// The extents of the parts: told by an attribute, by an input, or equal but for the last.
  static int[] splitSizes(Call call, int axis) {
    int extent = call.dims(0)[axis];
    int[] told = call.has(1) ? call.knownIndices(1, "sizes") : call.attributes().indices("split");
    if (told.length == 0) {
      int parts = call.outputCount();
      int part = (extent + parts - 1) / Math.max(1, parts);
      told = new int[parts];
      Arrays.fill(told, part);
      told[parts - 1] = extent - part * (parts - 1);
    }
    if (Arrays.stream(told).asLongStream().sum() != extent
        || Arrays.stream(told).anyMatch(size -> size < 0)
        || told.length < call.outputCount()) {
      throw Refusal.malformed(
          "%d outputs of sizes %s do not fill axis %d of %s",
          call.outputCount(), Arrays.toString(told), axis, Arrays.toString(call.dims(0)));
    }
    return told;
  }

  /// A known list of indices picks slices.
  static void gather(Call call) {
    int[] dims = call.dims(0);
    int axis = call.axis(call.attributes().integer("axis", 0), 0);
    Literal indices = call.known(1, "indices");
    int[] places = places(indices, dims[axis]);
    if (places.length == 0 || places.length > MAX_PIECES) {
      throw Refusal.unsupported("gathering %d slices is not supported", places.length);
    }
    Wire gathered = gathered(call, axis, places);
    int[] out = gatheredDims(dims, axis, indices.dims());
    if (!Arrays.equals(out, gathered.shape().dims())) {
      gathered = call.helper("out", new Reshape(Axes.list(out)), gathered);
    }
    call.result(gathered);
  }

  static int[] places(Literal indices, int extent) {
    return Arrays.stream(indices.longs()).mapToInt(i -> Axes.fromFront(i, extent)).toArray();
  }

  static int[] gatheredDims(int[] dims, int axis, int[] indices) {
    int[] out = new int[dims.length - 1 + indices.length];
    System.arraycopy(dims, 0, out, 0, axis);
    System.arraycopy(indices, 0, out, axis, indices.length);
    System.arraycopy(dims, axis + 1, out, axis + indices.length, dims.length - axis - 1);
    return out;
  }

  private static Wire gathered(Call call, int axis, int[] places) {
    int step = places.length > 1 ? places[1] - places[0] : 1;
    boolean regular = step > 0;
    for (int i = 1; i < places.length; i++) {
      regular &= places[i] - places[i - 1] == step;
    }
    if (regular) {
      int end = places[places.length - 1] + 1;
      return call.main(
          new Slice(List.of(new Slice.Range(axis, places[0], end, step))), call.moved(0));
    }
    List<Wire> pieces = new ArrayList<>();
    for (int place : places) {
      Slice piece = new Slice(List.of(new Slice.Range(axis, place, place + 1, 1)));
      pieces.add(call.helper("piece", piece, call.moved(0)));
    }
    return call.main(new Concat(axis), pieces.toArray(Wire[]::new));
  }

  static void transpose(Call call) {
    call.result(call.main(new Transpose(Axes.list(permutation(call))), call.moved(0)));
  }

  static int[] permutation(Call call) {
    int rank = call.rank(0);
    int[] reversed = new int[rank];
    Arrays.setAll(reversed, i -> rank - 1 - i);
    return call.attributes().indices("perm", reversed);
  }

  static void expand(Call call) {
    int[] target = Axes.broadcast(call.dims(0), call.knownIndices(1, "shape"));
    if (Arrays.equals(target, call.dims(0))) {
      call.pass("Expand");
      return;
    }
    float[] ones = new float[call.charge(target)];
    Arrays.fill(ones, 1);
    Wire factor = call.helperConstant("ones", Literal.of(ElementType.FLOAT, target, ones));
    call.result(call.main(Elementwise.MUL, call.moved(0), factor));
  }

  static void tile(Call call) {
    int[] repeats = call.knownIndices(1, "repeats");
    if (repeats.length != call.rank(0)) {
      throw Refusal.malformed("%d repeats are expected, got %d", call.rank(0), repeats.length);
    }
    Wire tiled = call.moved(0);
    for (int axis = 0; axis < repeats.length; axis++) {
      if (repeats[axis] < 1 || repeats[axis] > MAX_PIECES) {
        throw Refusal.unsupported("repeating %d times is not supported", repeats[axis]);
      }
      if (repeats[axis] > 1) {
        Wire[] copies = new Wire[repeats[axis]];
        Arrays.fill(copies, tiled);
        tiled = call.helper("axis" + axis, new Concat(axis), copies);
      }
    }
    call.result(tiled == call.moved(0) ? call.main(identity(), tiled) : tiled);
  }

  private static Layer identity() {
    return new Identity("Tile");
  }

  static void depthToSpace(Call call) {
    int[] d = image(call);
    int block = block(call);
    int depth = d[1] / (block * block);
    boolean columnsFirst = call.attributes().text("mode", "DCR").equals("DCR");
    int[] split =
        columnsFirst
            ? new int[] {d[0], block, block, depth, d[2], d[3]}
            : new int[] {d[0], depth, block, block, d[2], d[3]};
    int[] order = columnsFirst ? new int[] {0, 3, 4, 1, 5, 2} : new int[] {0, 1, 4, 2, 5, 3};
    rearrange(call, split, order, d[0], depth, d[2] * block, d[3] * block);
  }

  static void spaceToDepth(Call call) {
    int[] d = image(call);
    int block = block(call);
    int[] split = {d[0], d[1], d[2] / block, block, d[3] / block, block};
    boolean columnsFirst = call.attributes().text("mode", "DCR").equals("DCR");
    int[] order = columnsFirst ? new int[] {0, 3, 5, 1, 2, 4} : new int[] {0, 1, 3, 5, 2, 4};
    rearrange(call, split, order, d[0], d[1] * block * block, d[2] / block, d[3] / block);
  }

  private static void rearrange(Call call, int[] split, int[] order, int... out) {
    Wire parts = call.helper("in", new Reshape(Axes.list(split)), call.moved(0));
    Wire moved = call.main(new Transpose(Axes.list(order)), parts);
    call.result(call.helper("out", new Reshape(Axes.list(out)), moved));
  }

  private static int[] image(Call call) {
    int[] dims = call.dims(0);
    if (dims.length != 4) {
      throw Refusal.malformed("an image [N, C, H, W] is expected, got %s", Arrays.toString(dims));
    }
    return dims;
  }

  private static int block(Call call) {
    int block = call.attributes().index("blocksize", 0);
    if (block < 1 || block > 4096) {
      throw Refusal.malformed("blocksize %d is out of range", block);
    }
    return block;
  }
}
