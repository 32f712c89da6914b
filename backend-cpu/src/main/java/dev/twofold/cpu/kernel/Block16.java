package dev.twofold.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// A block of 16 x 16 elements turned in 32 registers.
final class Block16 {

  // Four rounds. In the round of distance d (8, 4, 2, 1) rows i and i + d exchange: row i keeps its
  // lanes without bit d and gets those of the other, row i + d the other way round.
  //
  //     d = 2:   row i      a0 a1 a2 a3 ...         a0 a1 b0 b1 ...
  //              row i + 2  b0 b1 b2 b3 ...   ->    a2 a3 b2 b3 ...
  //
  // Each result is one instruction that picks lanes from two registers. All is written for
  // integers: for floats the picking vector would be of floats, too, and be converted each time.

  static final int LANES = 16;

  private static final VectorSpecies<Float> F = Species.WIDE;
  private static final VectorSpecies<Integer> I = Species.WIDE_INTS;

  private static final IntVector LOW_8 = IntVector.fromArray(I, picks(8, 0), 0);
  private static final IntVector HIGH_8 = IntVector.fromArray(I, picks(8, 8), 0);
  private static final IntVector LOW_4 = IntVector.fromArray(I, picks(4, 0), 0);
  private static final IntVector HIGH_4 = IntVector.fromArray(I, picks(4, 4), 0);
  private static final IntVector LOW_2 = IntVector.fromArray(I, picks(2, 0), 0);
  private static final IntVector HIGH_2 = IntVector.fromArray(I, picks(2, 2), 0);
  private static final IntVector LOW_1 = IntVector.fromArray(I, picks(1, 0), 0);
  private static final IntVector HIGH_1 = IntVector.fromArray(I, picks(1, 1), 0);

  private Block16() {}

  /// The lanes that row i gets in the round of distance d, and those of row i + d with `more` = d;
  /// the lanes of the second row are numbered from 16.
  private static int[] picks(int d, int more) {
    int[] picks = new int[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      picks[lane] = ((lane & d) == 0 ? lane : LANES + lane - d) + more;
    }
    return picks;
  }

  /// Turns a block.
  ///
  /// @param in the block's rows from `i0`, `inStep` apart
  /// @param out receives its columns from `o0`, `outStep` apart
  static void turn(float[] in, int i0, int inStep, float[] out, int o0, int outStep) {
    IntVector a0 = FloatVector.fromArray(F, in, i0).reinterpretAsInts();
    IntVector a1 = FloatVector.fromArray(F, in, i0 + inStep).reinterpretAsInts();
    IntVector a2 = FloatVector.fromArray(F, in, i0 + 2 * inStep).reinterpretAsInts();
    IntVector a3 = FloatVector.fromArray(F, in, i0 + 3 * inStep).reinterpretAsInts();
    IntVector a4 = FloatVector.fromArray(F, in, i0 + 4 * inStep).reinterpretAsInts();
    IntVector a5 = FloatVector.fromArray(F, in, i0 + 5 * inStep).reinterpretAsInts();
    IntVector a6 = FloatVector.fromArray(F, in, i0 + 6 * inStep).reinterpretAsInts();
    IntVector a7 = FloatVector.fromArray(F, in, i0 + 7 * inStep).reinterpretAsInts();
    IntVector a8 = FloatVector.fromArray(F, in, i0 + 8 * inStep).reinterpretAsInts();
    IntVector a9 = FloatVector.fromArray(F, in, i0 + 9 * inStep).reinterpretAsInts();
    IntVector a10 = FloatVector.fromArray(F, in, i0 + 10 * inStep).reinterpretAsInts();
    IntVector a11 = FloatVector.fromArray(F, in, i0 + 11 * inStep).reinterpretAsInts();
    IntVector a12 = FloatVector.fromArray(F, in, i0 + 12 * inStep).reinterpretAsInts();
    IntVector a13 = FloatVector.fromArray(F, in, i0 + 13 * inStep).reinterpretAsInts();
    IntVector a14 = FloatVector.fromArray(F, in, i0 + 14 * inStep).reinterpretAsInts();
    IntVector a15 = FloatVector.fromArray(F, in, i0 + 15 * inStep).reinterpretAsInts();
    IntVector b0 = LOW_8.selectFrom(a0, a8);
    IntVector b8 = HIGH_8.selectFrom(a0, a8);
    IntVector b1 = LOW_8.selectFrom(a1, a9);
    IntVector b9 = HIGH_8.selectFrom(a1, a9);
    IntVector b2 = LOW_8.selectFrom(a2, a10);
    IntVector b10 = HIGH_8.selectFrom(a2, a10);
    IntVector b3 = LOW_8.selectFrom(a3, a11);
    IntVector b11 = HIGH_8.selectFrom(a3, a11);
    IntVector b4 = LOW_8.selectFrom(a4, a12);
    IntVector b12 = HIGH_8.selectFrom(a4, a12);
    IntVector b5 = LOW_8.selectFrom(a5, a13);
    IntVector b13 = HIGH_8.selectFrom(a5, a13);
    IntVector b6 = LOW_8.selectFrom(a6, a14);
    IntVector b14 = HIGH_8.selectFrom(a6, a14);
    IntVector b7 = LOW_8.selectFrom(a7, a15);
    IntVector b15 = HIGH_8.selectFrom(a7, a15);
    IntVector c0 = LOW_4.selectFrom(b0, b4);
    IntVector c4 = HIGH_4.selectFrom(b0, b4);
    IntVector c1 = LOW_4.selectFrom(b1, b5);
    IntVector c5 = HIGH_4.selectFrom(b1, b5);
    IntVector c2 = LOW_4.selectFrom(b2, b6);
    IntVector c6 = HIGH_4.selectFrom(b2, b6);
    IntVector c3 = LOW_4.selectFrom(b3, b7);
    IntVector c7 = HIGH_4.selectFrom(b3, b7);
    IntVector c8 = LOW_4.selectFrom(b8, b12);
    IntVector c12 = HIGH_4.selectFrom(b8, b12);
    IntVector c9 = LOW_4.selectFrom(b9, b13);
    IntVector c13 = HIGH_4.selectFrom(b9, b13);
    IntVector c10 = LOW_4.selectFrom(b10, b14);
    IntVector c14 = HIGH_4.selectFrom(b10, b14);
    IntVector c11 = LOW_4.selectFrom(b11, b15);
    IntVector c15 = HIGH_4.selectFrom(b11, b15);
    IntVector d0 = LOW_2.selectFrom(c0, c2);
    IntVector d2 = HIGH_2.selectFrom(c0, c2);
    IntVector d1 = LOW_2.selectFrom(c1, c3);
    IntVector d3 = HIGH_2.selectFrom(c1, c3);
    IntVector d4 = LOW_2.selectFrom(c4, c6);
    IntVector d6 = HIGH_2.selectFrom(c4, c6);
    IntVector d5 = LOW_2.selectFrom(c5, c7);
    IntVector d7 = HIGH_2.selectFrom(c5, c7);
    IntVector d8 = LOW_2.selectFrom(c8, c10);
    IntVector d10 = HIGH_2.selectFrom(c8, c10);
    IntVector d9 = LOW_2.selectFrom(c9, c11);
    IntVector d11 = HIGH_2.selectFrom(c9, c11);
    IntVector d12 = LOW_2.selectFrom(c12, c14);
    IntVector d14 = HIGH_2.selectFrom(c12, c14);
    IntVector d13 = LOW_2.selectFrom(c13, c15);
    IntVector d15 = HIGH_2.selectFrom(c13, c15);
    IntVector e0 = LOW_1.selectFrom(d0, d1);
    IntVector e1 = HIGH_1.selectFrom(d0, d1);
    IntVector e2 = LOW_1.selectFrom(d2, d3);
    IntVector e3 = HIGH_1.selectFrom(d2, d3);
    IntVector e4 = LOW_1.selectFrom(d4, d5);
    IntVector e5 = HIGH_1.selectFrom(d4, d5);
    IntVector e6 = LOW_1.selectFrom(d6, d7);
    IntVector e7 = HIGH_1.selectFrom(d6, d7);
    IntVector e8 = LOW_1.selectFrom(d8, d9);
    IntVector e9 = HIGH_1.selectFrom(d8, d9);
    IntVector e10 = LOW_1.selectFrom(d10, d11);
    IntVector e11 = HIGH_1.selectFrom(d10, d11);
    IntVector e12 = LOW_1.selectFrom(d12, d13);
    IntVector e13 = HIGH_1.selectFrom(d12, d13);
    IntVector e14 = LOW_1.selectFrom(d14, d15);
    IntVector e15 = HIGH_1.selectFrom(d14, d15);
    e0.reinterpretAsFloats().intoArray(out, o0);
    e1.reinterpretAsFloats().intoArray(out, o0 + outStep);
    e2.reinterpretAsFloats().intoArray(out, o0 + 2 * outStep);
    e3.reinterpretAsFloats().intoArray(out, o0 + 3 * outStep);
    e4.reinterpretAsFloats().intoArray(out, o0 + 4 * outStep);
    e5.reinterpretAsFloats().intoArray(out, o0 + 5 * outStep);
    e6.reinterpretAsFloats().intoArray(out, o0 + 6 * outStep);
    e7.reinterpretAsFloats().intoArray(out, o0 + 7 * outStep);
    e8.reinterpretAsFloats().intoArray(out, o0 + 8 * outStep);
    e9.reinterpretAsFloats().intoArray(out, o0 + 9 * outStep);
    e10.reinterpretAsFloats().intoArray(out, o0 + 10 * outStep);
    e11.reinterpretAsFloats().intoArray(out, o0 + 11 * outStep);
    e12.reinterpretAsFloats().intoArray(out, o0 + 12 * outStep);
    e13.reinterpretAsFloats().intoArray(out, o0 + 13 * outStep);
    e14.reinterpretAsFloats().intoArray(out, o0 + 14 * outStep);
    e15.reinterpretAsFloats().intoArray(out, o0 + 15 * outStep);
  }
}
