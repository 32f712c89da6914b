package dev.twofold.cpu.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// Planes with vectors of neighbouring columns.
final class VectorPlanes implements Planes {

  // A strip of L columns is computed from top to bottom. Each input row's three vectors are used
  // for
  // the output rows above, at and below it while they are in registers: with stride 1 three loads
  // for nine multiply-adds.
  //
  //     row y     (top of y)
  //     row y+1   top of y+1, middle of y
  //     row y+2   top of y+2, middle of y+1, bottom of y  -> y is complete
  //
  // The three products of a kernel row are a chain of their own, and chains are added: waiting for
  // one long chain took longer. The last strip is moved back to end with the row; rows shorter than
  // a vector run over their end, and the next row overwrites that.

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final VectorSpecies<Integer> I = Species.WIDE_INTS;
  private static final int L = Species.WIDE_LENGTH;

  /// All bits L times, then none L times: what is read from place L - n keeps n lanes.
  private static final int[] KEEP = keep();

  private static final IntVector EVEN = IntVector.zero(I).addIndex(2);
  private static final IntVector ODD = IntVector.broadcast(I, 1).addIndex(2);

  private static int[] keep() {
    int[] keep = new int[2 * L];
    for (int i = 0; i < L; i++) {
      keep[i] = -1;
    }
    return keep;
  }

  @Override
  public void border(PlaneRows rows, float[] in, int i0, float[] to, int t0, int count) {
    int columns = rows.inputColumns();
    int block = rows.stride() * L;
    int reach = (columns + block - 1) / block * block;
    // Vectors may read beyond a row, but not beyond the array.
    int room = in.length - reach - i0;
    int safe = room < 0 ? 0 : Math.min(count, room / columns + 1);
    if (rows.stride() == 1) {
      copy(rows, in, i0, to, t0, safe);
    } else {
      sort(rows, in, i0, to, t0, safe);
    }
    for (int row = safe; row < count; row++) {
      PlainPlanes.row(rows, in, i0 + row * columns, to, t0 + row * rows.pitch());
    }
  }

  private static void copy(PlaneRows rows, float[] in, int i0, float[] to, int t0, int count) {
    int columns = rows.inputColumns();
    int whole = columns / L * L;
    IntVector keep = IntVector.fromArray(I, KEEP, L - (columns - whole));
    for (int row = 0; row < count; row++) {
      int from = i0 + row * columns;
      int at = t0 + row * rows.pitch() + rows.even();
      for (int x = 0; x < whole; x += L) {
        FloatVector.fromArray(F, in, from + x).intoArray(to, at + x);
      }
      if (whole < columns) {
        FloatVector.fromArray(F, in, from + whole)
            .reinterpretAsInts()
            .and(keep)
            .reinterpretAsFloats()
            .intoArray(to, at + whole);
      }
    }
  }

  /// Copies rows with their even and their odd columns apart.
  private static void sort(PlaneRows rows, float[] in, int i0, float[] to, int t0, int count) {
    int columns = rows.inputColumns();
    int last = (columns - 1) / (2 * L) * 2 * L;
    int rest = columns - last;
    IntVector first = IntVector.fromArray(I, KEEP, Math.max(0, L - rest));
    IntVector second = IntVector.fromArray(I, KEEP, Math.min(L, 2 * L - rest));
    IntVector evens = EVEN;
    IntVector odds = ODD;
    for (int row = 0; row < count; row++) {
      int from = i0 + row * columns;
      int even = t0 + row * rows.pitch() + rows.even();
      int odd = t0 + row * rows.pitch() + rows.odd();
      for (int x = 0; x < last; x += 2 * L) {
        IntVector a = FloatVector.fromArray(F, in, from + x).reinterpretAsInts();
        IntVector b = FloatVector.fromArray(F, in, from + x + L).reinterpretAsInts();
        evens.selectFrom(a, b).reinterpretAsFloats().intoArray(to, even + x / 2);
        odds.selectFrom(a, b).reinterpretAsFloats().intoArray(to, odd + x / 2);
      }
      IntVector a = FloatVector.fromArray(F, in, from + last).reinterpretAsInts().and(first);
      IntVector b = FloatVector.fromArray(F, in, from + last + L).reinterpretAsInts().and(second);
      evens.selectFrom(a, b).reinterpretAsFloats().intoArray(to, even + last / 2);
      odds.selectFrom(a, b).reinterpretAsFloats().intoArray(to, odd + last / 2);
    }
  }

  @Override
  public void convolve(
      PlaneRows rows,
      float[] in,
      int i0,
      float[] weights,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0,
      int count) {
    int last = Math.max(0, rows.outputColumns() - L);
    for (int x = 0; x < last + L; x += L) {
      int column = Math.min(x, last);
      if (rows.stride() == 1) {
        s1(rows, in, i0 + column, weights, w0, lo, hi, out, o0 + column, count);
      } else {
        s2(rows, in, i0 + column, weights, w0, lo, hi, out, o0 + column, count);
      }
    }
  }

  private static void s1(
      PlaneRows rows,
      float[] in,
      int i0,
      float[] w,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0,
      int count) {
    FloatVector w00 = FloatVector.broadcast(F, w[w0]);
    FloatVector w01 = FloatVector.broadcast(F, w[w0 + 1]);
    FloatVector w02 = FloatVector.broadcast(F, w[w0 + 2]);
    FloatVector w10 = FloatVector.broadcast(F, w[w0 + 3]);
    FloatVector w11 = FloatVector.broadcast(F, w[w0 + 4]);
    FloatVector w12 = FloatVector.broadcast(F, w[w0 + 5]);
    FloatVector w20 = FloatVector.broadcast(F, w[w0 + 6]);
    FloatVector w21 = FloatVector.broadcast(F, w[w0 + 7]);
    FloatVector w22 = FloatVector.broadcast(F, w[w0 + 8]);
    FloatVector bias = FloatVector.broadcast(F, w[w0 + 9]);
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int pitch = rows.pitch();
    FloatVector x0 = FloatVector.fromArray(F, in, i0);
    FloatVector x1 = FloatVector.fromArray(F, in, i0 + 1);
    FloatVector x2 = FloatVector.fromArray(F, in, i0 + 2);
    FloatVector top = x2.fma(w02, x1.fma(w01, x0.fma(w00, bias)));
    int at = i0 + pitch;
    x0 = FloatVector.fromArray(F, in, at);
    x1 = FloatVector.fromArray(F, in, at + 1);
    x2 = FloatVector.fromArray(F, in, at + 2);
    FloatVector two = top.add(x2.fma(w12, x1.fma(w11, x0.mul(w10))));
    FloatVector one = x2.fma(w02, x1.fma(w01, x0.fma(w00, bias)));
    int o = o0;
    for (int row = 0; row < count; row++) {
      at += pitch;
      x0 = FloatVector.fromArray(F, in, at);
      x1 = FloatVector.fromArray(F, in, at + 1);
      x2 = FloatVector.fromArray(F, in, at + 2);
      FloatVector y = two.add(x2.fma(w22, x1.fma(w21, x0.mul(w20))));
      two = one.add(x2.fma(w12, x1.fma(w11, x0.mul(w10))));
      one = x2.fma(w02, x1.fma(w01, x0.fma(w00, bias)));
      y.blend(low, y.compare(LE, low)).blend(high, y.compare(GT, high)).intoArray(out, o);
      o += rows.outputColumns();
    }
  }

  private static void s2(
      PlaneRows rows,
      float[] in,
      int i0,
      float[] w,
      int w0,
      float lo,
      float hi,
      float[] out,
      int o0,
      int count) {
    FloatVector w00 = FloatVector.broadcast(F, w[w0]);
    FloatVector w01 = FloatVector.broadcast(F, w[w0 + 1]);
    FloatVector w02 = FloatVector.broadcast(F, w[w0 + 2]);
    FloatVector w10 = FloatVector.broadcast(F, w[w0 + 3]);
    FloatVector w11 = FloatVector.broadcast(F, w[w0 + 4]);
    FloatVector w12 = FloatVector.broadcast(F, w[w0 + 5]);
    FloatVector w20 = FloatVector.broadcast(F, w[w0 + 6]);
    FloatVector w21 = FloatVector.broadcast(F, w[w0 + 7]);
    FloatVector w22 = FloatVector.broadcast(F, w[w0 + 8]);
    FloatVector bias = FloatVector.broadcast(F, w[w0 + 9]);
    FloatVector low = FloatVector.broadcast(F, lo);
    FloatVector high = FloatVector.broadcast(F, hi);
    int pitch = rows.pitch();
    int middle = rows.middle();
    int right = rows.right();
    FloatVector x0 = FloatVector.fromArray(F, in, i0);
    FloatVector x1 = FloatVector.fromArray(F, in, i0 + middle);
    FloatVector x2 = FloatVector.fromArray(F, in, i0 + right);
    FloatVector top = x2.fma(w02, x1.fma(w01, x0.fma(w00, bias)));
    int at = i0;
    int o = o0;
    for (int row = 0; row < count; row++) {
      at += pitch;
      FloatVector m0 = FloatVector.fromArray(F, in, at);
      FloatVector m1 = FloatVector.fromArray(F, in, at + middle);
      FloatVector m2 = FloatVector.fromArray(F, in, at + right);
      at += pitch;
      x0 = FloatVector.fromArray(F, in, at);
      x1 = FloatVector.fromArray(F, in, at + middle);
      x2 = FloatVector.fromArray(F, in, at + right);
      FloatVector two = top.add(m2.fma(w12, m1.fma(w11, m0.mul(w10))));
      FloatVector y = two.add(x2.fma(w22, x1.fma(w21, x0.mul(w20))));
      top = x2.fma(w02, x1.fma(w01, x0.fma(w00, bias)));
      y.blend(low, y.compare(LE, low)).blend(high, y.compare(GT, high)).intoArray(out, o);
      o += rows.outputColumns();
    }
  }

  @Override
  public void pack(Panels panels, float[] from, int f0, float[] to, int t0, int k, int row) {
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = panels.width(panel);
      int at = t0 + panels.first(panel) * k + row * width;
      int pixel = f0 + panels.begin(panel);
      for (int j = 0; j < width - L; j += L) {
        FloatVector.fromArray(F, from, pixel + j).intoArray(to, at + j);
      }
      FloatVector.fromArray(F, from, pixel + panels.last(panel)).intoArray(to, at + width - L);
    }
  }
}
