package wrong.graph;

/// Breaks rules 6 and 7.
final class GraphWithThread {

  private Thread thread = Thread.currentThread();

  Thread exchange(Thread other) {
    Thread before = thread;
    thread = other;
    return before;
  }
}
