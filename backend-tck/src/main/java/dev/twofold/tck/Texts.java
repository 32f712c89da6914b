package dev.twofold.tck;

import dev.twofold.spi.Epilogue;
import dev.twofold.spi.LayerCall;
import java.util.stream.Collectors;

/// Short forms for messages.
final class Texts {

  private Texts() {}

  /// A call, such as `DepthwiseConv2d[...] + ReLU on [1, 9, 7, 7]`.
  static String of(LayerCall call) {
    String behind =
        call.epilogue().stages().stream()
            .map(stage ->
                switch (stage) {
                  case Epilogue.Activate activate -> " + " + activate.activation().kind();
                  case Epilogue.AddResidual _ -> " + residual";
                })
            .collect(Collectors.joining());
    return "%s%s on %s"
        .formatted(
            call.layer(),
            behind,
            call.inputs().stream().map(Object::toString).collect(Collectors.joining(", ")));
  }

  /// The first line of what was thrown, with its kind.
  static String of(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return "%s: %s"
        .formatted(thrown.getClass().getSimpleName(), message.lines().findFirst().orElse(""));
  }
}
