package wrong.cost;

import java.net.Socket;

/// Breaks rule 6.
final class CostFromServer {

  private CostFromServer() {}

  static Class<?> means() {
    return Socket.class;
  }
}
