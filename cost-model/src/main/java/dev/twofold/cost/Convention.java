package dev.twofold.cost;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What is counted. Every figure of a [CostReport] holds under one of these; tools disagree on the
/// same network by several percent because each has its own. One mult-add is one multiplication and
/// one addition (a MAC) under all of them.
public enum Convention {

  /// Weights of convolutions and linear layers, and products of two tensors: no bias, no
  /// normalisation, no activation; per image. What papers print.
  WEIGHTS("weights"),

  /// torchinfo 1.8: bias counts, a batch normalisation counts its params once per image, a linear
  /// layer counts once per image, and a transposed convolution is over-counted by `stride^2`.
  TORCHINFO("torchinfo"),

  /// torchinfo after 1.8: as [#TORCHINFO], but a linear layer counts once per row.
  TORCHINFO_HEAD("torchinfo-head"),

  /// fvcore in evaluation: weights and products of tensors, 2 per normalised element, global average pooling by its input,
  /// nearest resampling 1 and linear resampling 4 per output element.
  FVCORE("fvcore"),

  /// ptflops: weights, bias and products of tensors, 2 per normalised element, poolings by their input, activations and
  /// resampling by their output; averaged over the batch.
  PTFLOPS("ptflops"),

  /// thop: weights, 4 per normalised element, average pooling by its output, global average pooling
  /// by its input and output, nearest resampling 1 and linear resampling 11 per output element; a
  /// transposed convolution is over-counted by `stride^2`.
  THOP("thop"),

  /// Keras' summary: running means and variances of batch normalisations count as params, though
  /// not as trainable ones. Keras counts no mult-adds; these are those of [#WEIGHTS].
  KERAS_PARAMS("keras-params");

  private final String id;

  Convention(String id) {
    this.id = id;
  }

  /// The name on the command line and in files, such as `torchinfo-head`.
  public String id() {
    return id;
  }

  /// Finds a convention by its id.
  ///
  /// @throws IllegalArgumentException if there is none of that id; the message lists all
  public static Convention of(String id) {
    for (Convention convention : values()) {
      if (convention.id.equals(id)) {
        return convention;
      }
    }
    String all = Arrays.stream(values()).map(Convention::id).collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "unknown convention '%s'; choose one of %s".formatted(id, all));
  }

  /// The id.
  @Override
  public String toString() {
    return id;
  }
}
