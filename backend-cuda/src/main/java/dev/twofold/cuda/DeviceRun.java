package dev.twofold.cuda;

import dev.twofold.cuda.driver.ExecutableGraph;
import dev.twofold.cuda.driver.Stream;
import dev.twofold.spi.Arguments;
import dev.twofold.spi.BackendException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one run at a time needs: a stream, memory on both sides, and the work, recorded once.
final class DeviceRun implements AutoCloseable {

  private final Stream stream;
  private final Staging staging;
  private final DeviceMemory memory;
  private final List<Command> commands;
  private final Deque<Runnable> held;
  private final @Nullable ExecutableGraph graph;

  private DeviceRun(
      Stream stream,
      Staging staging,
      DeviceMemory memory,
      List<Command> commands,
      Deque<Runnable> held,
      boolean stepwise) {
    this.stream = stream;
    this.staging = staging;
    this.memory = memory;
    this.commands = commands;
    this.held = held;
    if (stepwise) {
      graph = null;
    } else {
      ExecutableGraph recorded = stream.capture(this::issue);
      held.push(recorded::close);
      graph = recorded;
    }
  }

  /// Allocates and records.
  ///
  /// @throws BackendException if there is not enough memory; nothing is held then
  static DeviceRun of(Engine engine, DevicePlan plan, DeviceMemory constants) {
    Deque<Runnable> held = new ArrayDeque<>();
    try {
      boolean apart = engine.settings().apart();
      DeviceMemory memory = DeviceMemory.of(engine.gpu(), plan.regions(), plan.arenaBytes(), apart);
      held.push(memory::close);
      Staging staging = new Staging(engine.gpu(), plan);
      held.push(staging::close);
      Stream stream = engine.gpu().stream();
      held.push(stream::close);
      List<Command> commands = Command.all(plan, engine.library(), memory, constants);
      return new DeviceRun(stream, staging, memory, commands, held, engine.settings().stepwise());
    } catch (RuntimeException e) {
      held.forEach(Runnable::run);
      throw e;
    }
  }

  private void issue() {
    staging.upload(stream, memory);
    commands.forEach(command -> command.issue(stream));
    staging.download(stream, memory);
  }

  /// Copies the inputs in, runs, copies the outputs out.
  ///
  /// @throws BackendException if the device fails
  /// @throws IllegalArgumentException if a kernel was given what it cannot take, as an index too large
  void run(Arguments arguments) {
    staging.load(arguments);
    if (graph == null) {
      stepwise();
    } else {
      stream.launch(graph);
      stream.await();
    }
    staging.store(arguments);
  }

  /// Waits behind every kernel, so that a fault is told of the kernel that made it.
  private void stepwise() {
    staging.upload(stream, memory);
    stream.await();
    for (Command command : commands) {
      command.issue(stream);
      try {
        stream.await();
      } catch (BackendException e) {
        throw new BackendException(
            "kernel '%s': %s".formatted(command.launch().kernel(), e.getMessage()), e);
      }
    }
    staging.download(stream, memory);
    stream.await();
  }

  @Override
  public void close() {
    held.forEach(Runnable::run);
    held.clear();
  }
}
