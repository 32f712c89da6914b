package dev.twofold.cpu.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// A block of 8 x 8 elements turned in 16 registers.
final class Block8 {

  // As Block16, in three rounds. Processors with vectors of 256 bits pick lanes from one register
  // at a time: the other row's lanes are brought to their places, then chosen by a constant mask.
  // (Picking from two at once, which C2 then puts together from parts: 58 us where this takes 41.)

  static final int LANES = 8;

  private static final VectorSpecies<Float> F = Species.WIDE;

  private static final VectorShuffle<Float> SWAP_4 = VectorShuffle.fromOp(F, lane -> lane ^ 4);
  private static final VectorShuffle<Float> SWAP_2 = VectorShuffle.fromOp(F, lane -> lane ^ 2);
  private static final VectorShuffle<Float> SWAP_1 = VectorShuffle.fromOp(F, lane -> lane ^ 1);
  private static final VectorMask<Float> BIT_4 = VectorMask.fromArray(F, bits(4), 0);
  private static final VectorMask<Float> BIT_2 = VectorMask.fromArray(F, bits(2), 0);
  private static final VectorMask<Float> BIT_1 = VectorMask.fromArray(F, bits(1), 0);

  private Block8() {}

  private static boolean[] bits(int d) {
    boolean[] bits = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      bits[lane] = (lane & d) != 0;
    }
    return bits;
  }

  /// Turns a block.
  ///
  /// @param in the block's rows from `i0`, `inStep` apart
  /// @param out receives its columns from `o0`, `outStep` apart
  static void turn(float[] in, int i0, int inStep, float[] out, int o0, int outStep) {
    FloatVector a0 = FloatVector.fromArray(F, in, i0);
    FloatVector a1 = FloatVector.fromArray(F, in, i0 + inStep);
    FloatVector a2 = FloatVector.fromArray(F, in, i0 + 2 * inStep);
    FloatVector a3 = FloatVector.fromArray(F, in, i0 + 3 * inStep);
    FloatVector a4 = FloatVector.fromArray(F, in, i0 + 4 * inStep);
    FloatVector a5 = FloatVector.fromArray(F, in, i0 + 5 * inStep);
    FloatVector a6 = FloatVector.fromArray(F, in, i0 + 6 * inStep);
    FloatVector a7 = FloatVector.fromArray(F, in, i0 + 7 * inStep);
    FloatVector b0 = a0.blend(a4.rearrange(SWAP_4), BIT_4);
    FloatVector b4 = a0.rearrange(SWAP_4).blend(a4, BIT_4);
    FloatVector b1 = a1.blend(a5.rearrange(SWAP_4), BIT_4);
    FloatVector b5 = a1.rearrange(SWAP_4).blend(a5, BIT_4);
    FloatVector b2 = a2.blend(a6.rearrange(SWAP_4), BIT_4);
    FloatVector b6 = a2.rearrange(SWAP_4).blend(a6, BIT_4);
    FloatVector b3 = a3.blend(a7.rearrange(SWAP_4), BIT_4);
    FloatVector b7 = a3.rearrange(SWAP_4).blend(a7, BIT_4);
    FloatVector c0 = b0.blend(b2.rearrange(SWAP_2), BIT_2);
    FloatVector c2 = b0.rearrange(SWAP_2).blend(b2, BIT_2);
    FloatVector c1 = b1.blend(b3.rearrange(SWAP_2), BIT_2);
    FloatVector c3 = b1.rearrange(SWAP_2).blend(b3, BIT_2);
    FloatVector c4 = b4.blend(b6.rearrange(SWAP_2), BIT_2);
    FloatVector c6 = b4.rearrange(SWAP_2).blend(b6, BIT_2);
    FloatVector c5 = b5.blend(b7.rearrange(SWAP_2), BIT_2);
    FloatVector c7 = b5.rearrange(SWAP_2).blend(b7, BIT_2);
    FloatVector d0 = c0.blend(c1.rearrange(SWAP_1), BIT_1);
    FloatVector d1 = c0.rearrange(SWAP_1).blend(c1, BIT_1);
    FloatVector d2 = c2.blend(c3.rearrange(SWAP_1), BIT_1);
    FloatVector d3 = c2.rearrange(SWAP_1).blend(c3, BIT_1);
    FloatVector d4 = c4.blend(c5.rearrange(SWAP_1), BIT_1);
    FloatVector d5 = c4.rearrange(SWAP_1).blend(c5, BIT_1);
    FloatVector d6 = c6.blend(c7.rearrange(SWAP_1), BIT_1);
    FloatVector d7 = c6.rearrange(SWAP_1).blend(c7, BIT_1);
    d0.intoArray(out, o0);
    d1.intoArray(out, o0 + outStep);
    d2.intoArray(out, o0 + 2 * outStep);
    d3.intoArray(out, o0 + 3 * outStep);
    d4.intoArray(out, o0 + 4 * outStep);
    d5.intoArray(out, o0 + 5 * outStep);
    d6.intoArray(out, o0 + 6 * outStep);
    d7.intoArray(out, o0 + 7 * outStep);
  }
}
