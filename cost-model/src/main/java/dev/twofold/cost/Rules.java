package dev.twofold.cost;

import static dev.twofold.cost.Rules.Operation.ACTIVATION;
import static dev.twofold.cost.Rules.Operation.AVERAGE_POOL;
import static dev.twofold.cost.Rules.Operation.GLOBAL_POOL;
import static dev.twofold.cost.Rules.Operation.MAX_POOL;
import static dev.twofold.cost.Rules.Operation.NORMALISATION;
import static dev.twofold.cost.Rules.Operation.PRODUCT;
import static dev.twofold.cost.Rules.Operation.RESIZE_CUBIC;
import static dev.twofold.cost.Rules.Operation.RESIZE_LINEAR;
import static dev.twofold.cost.Rules.Operation.RESIZE_NEAREST;

import java.util.EnumMap;
import java.util.Map;

/// One row of the table of conventions: how it departs from counting nothing but weights.
///
/// @param perImage whether the count is divided by the batch
/// @param bias whether the bias of convolutions and linear layers counts
/// @param transposedAtOutputs whether transposed convolutions are counted at output positions,
///   which is `stride^2` times too much
/// @param linearOncePerImage whether a linear layer is counted once per image, however many rows an
///   image has
/// @param runningStatistics whether running means and variances count as params
/// @param rates what operations without weights are charged; those not named are free
record Rules(
    boolean perImage,
    boolean bias,
    boolean transposedAtOutputs,
    boolean linearOncePerImage,
    boolean runningStatistics,
    Map<Operation, Rate> rates) {

  /*
   * `of` is the table of conventions. A row says how the convention departs from counting weights
   * alone; the formulas that read the rows are in `Formulas`, one switch over all layers.
   */

  /// The operations that some convention charges.
  enum Operation {
    /// A product of two tensors that flow, for every inner element of every output.
    PRODUCT,
    NORMALISATION,
    ACTIVATION,
    MAX_POOL,
    AVERAGE_POOL,
    GLOBAL_POOL,
    RESIZE_NEAREST,
    RESIZE_LINEAR,
    RESIZE_CUBIC
  }

  Rules {
    rates = Map.copyOf(rates);
  }

  /// The row of a convention.
  static Rules of(Convention convention) {
    return switch (convention) {
      case WEIGHTS -> weights().dividedByBatch().charging(Rate.outputs(1), PRODUCT);
      case TORCHINFO ->
          weights()
              .withBias()
              .withTransposedAtOutputs()
              .withLinearOncePerImage()
              .charging(Rate.params(1), NORMALISATION);
      case TORCHINFO_HEAD ->
          weights().withBias().withTransposedAtOutputs().charging(Rate.params(1), NORMALISATION);
      case FVCORE ->
          weights()
              .charging(Rate.outputs(1), PRODUCT)
              .charging(Rate.outputs(2), NORMALISATION)
              .charging(Rate.inputs(1), GLOBAL_POOL)
              .charging(Rate.outputs(1), RESIZE_NEAREST)
              .charging(Rate.outputs(4), RESIZE_LINEAR);
      case PTFLOPS ->
          weights()
              .dividedByBatch()
              .withBias()
              .charging(Rate.outputs(2), NORMALISATION)
              .charging(
                  Rate.outputs(1), PRODUCT, ACTIVATION, RESIZE_NEAREST, RESIZE_LINEAR, RESIZE_CUBIC)
              .charging(Rate.inputs(1), MAX_POOL, AVERAGE_POOL, GLOBAL_POOL);
      case THOP ->
          weights()
              .withTransposedAtOutputs()
              .charging(Rate.outputs(4), NORMALISATION)
              .charging(Rate.outputs(1), AVERAGE_POOL, RESIZE_NEAREST)
              .charging(Rate.inputsAndOutputs(), GLOBAL_POOL)
              .charging(Rate.outputs(11), RESIZE_LINEAR)
              .charging(Rate.outputs(259), RESIZE_CUBIC);
      case KERAS_PARAMS ->
          weights().dividedByBatch().withRunningStatistics().charging(Rate.outputs(1), PRODUCT);
    };
  }

  /// The weights of convolutions and linear layers and nothing else.
  static Rules weights() {
    return new Rules(false, false, false, false, false, Map.of());
  }

  Rules dividedByBatch() {
    return new Rules(true, bias, transposedAtOutputs, linearOncePerImage, runningStatistics, rates);
  }

  Rules withBias() {
    return new Rules(
        perImage, true, transposedAtOutputs, linearOncePerImage, runningStatistics, rates);
  }

  Rules withTransposedAtOutputs() {
    return new Rules(perImage, bias, true, linearOncePerImage, runningStatistics, rates);
  }

  Rules withLinearOncePerImage() {
    return new Rules(perImage, bias, transposedAtOutputs, true, runningStatistics, rates);
  }

  Rules withRunningStatistics() {
    return new Rules(perImage, bias, transposedAtOutputs, linearOncePerImage, true, rates);
  }

  Rules charging(Rate rate, Operation... operations) {
    Map<Operation, Rate> more = new EnumMap<>(Operation.class);
    more.putAll(rates);
    for (Operation operation : operations) {
      more.put(operation, rate);
    }
    return new Rules(
        perImage, bias, transposedAtOutputs, linearOncePerImage, runningStatistics, more);
  }

  Rate rate(Operation operation) {
    return rates.getOrDefault(operation, Rate.FREE);
  }
}
