package dev.twofold.runtime;

import dev.twofold.spi.TensorView;
import dev.twofold.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a tensor of the caller enters a program's memory, or leaves it. If it has the memory order
/// that the steps want, they work on the tensor itself; else it is copied.
final class Port {

  private final TensorView home;
  private final List<TensorView> views;
  private final boolean connectable;
  private @Nullable Tensor connected;

  /// @param home its place in the arena
  /// @param views everything that reads or writes it in a run, to which more may be added
  /// @param connectable whether the views may be moved to a tensor of the caller
  Port(TensorView home, List<TensorView> views, boolean connectable) {
    this.home = home;
    this.views = views;
    this.connectable = connectable;
  }

  /// Its place in the arena.
  TensorView home() {
    return home;
  }

  /// Has the steps work on a tensor, if they can.
  boolean connects(Tensor tensor) {
    boolean sameOrder = tensor.layout() == home.layout() || LayoutCopy.isSameOrder(tensor.shape());
    if (!connectable || !sameOrder) {
      return false;
    }
    for (int i = 0; i < views.size(); i++) {
      views.get(i).moveTo(tensor);
    }
    connected = tensor;
    return true;
  }

  boolean isConnected() {
    return connected != null;
  }

  /// Whether the steps work on the array of a tensor.
  boolean shares(Tensor tensor) {
    Tensor other = connected;
    return other != null && other.sharesDataWith(tensor);
  }

  /// Has the steps work in the arena again, and lets go of the caller's tensor.
  void disconnect() {
    if (connected != null) {
      connected = null;
      for (int i = 0; i < views.size(); i++) {
        views.get(i).moveTo(home);
      }
    }
  }
}
