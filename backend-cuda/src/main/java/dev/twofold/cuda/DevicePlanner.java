package dev.twofold.cuda;

import dev.twofold.cuda.plan.Constants;
import dev.twofold.cuda.plan.DeviceStep;
import dev.twofold.cuda.plan.StepSelection;
import dev.twofold.graph.Value;
import dev.twofold.tensor.Layout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Turns steps into a program: finds memory for every value, adds copies where memory orders differ,
/// and places everything.
final class DevicePlanner {

  /*
   * A value has at most one place per memory order. Asking for it in an order is what makes it appear
   * there: outputs of earlier steps and inputs are there in the order they came in; a reinterpretation
   * is its source's row-major place under another shape; any other order costs a copy on the device.
   */

  private static final int BEFORE = -1;

  private final StepSelection selection;
  private final Map<Value, Value> reinterpreted;
  private final Map<Value, Map<Layout, Place>> places = new HashMap<>();
  private final List<Region> regions = new ArrayList<>();
  private final List<Upload> uploads = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();

  private DevicePlanner(StepSelection selection, Map<Value, Value> reinterpreted) {
    this.selection = selection;
    this.reinterpreted = reinterpreted;
  }

  /// What a program computes.
  ///
  /// @param inputs what the kernel is given
  /// @param inputLayout the order of those of rank 4
  /// @param outputs what the kernel gives back
  /// @param outputLayout the order of those of rank 4
  /// @param parts the steps, each behind those that it reads from
  /// @param reinterpreted the source of every value that is another one under another shape
  /// @param constants the values that are known, row-major
  record Task(
      List<Value> inputs,
      Layout inputLayout,
      List<Value> outputs,
      Layout outputLayout,
      List<Part> parts,
      Map<Value, Value> reinterpreted,
      Map<Value, float[]> constants) {}

  /// Plans a program.
  static DevicePlan plan(StepSelection selection, Task task) {
    return new DevicePlanner(selection, task.reinterpreted()).run(task);
  }

  private DevicePlan run(Task task) {
    List<Region> inputs =
        task.inputs().stream()
            .map(value -> create(value, task.inputLayout(), BEFORE).region())
            .toList();
    task.constants().forEach(this::constant);
    task.parts().forEach(this::part);
    List<Region> outputs =
        task.outputs().stream().map(value -> find(value, task.outputLayout()).region()).toList();
    Map<Region, String> faults = faults();
    Stream.concat(outputs.stream(), faults.keySet().stream())
        .forEach(region -> region.usedAt(operations.size()));
    long arenaBytes = ArenaPlan.place(regions);
    long constantBytes = Region.placeInRow(uploads.stream().map(Upload::region).toList());
    return new DevicePlan(
        List.copyOf(operations),
        inputs,
        outputs,
        faults,
        List.copyOf(regions),
        arenaBytes,
        List.copyOf(uploads),
        constantBytes);
  }

  private Map<Region, String> faults() {
    Map<Region, String> faults = new LinkedHashMap<>();
    for (Operation operation : operations) {
      operation.faults().forEach((fault, region) -> faults.put(region, fault.message()));
    }
    return faults;
  }

  private void constant(Value value, float[] data) {
    places(value)
        .put(Layout.NCHW, new Place(value.type(), Layout.NCHW, upload(new Constants.Floats(data))));
  }

  private Region upload(Constants data) {
    Region region = new Region(data.bytes(), BEFORE);
    uploads.add(new Upload(data, region));
    return region;
  }

  private void part(Part part) {
    List<Place> inputs =
        part.inputs().stream().map(value -> find(value, part.inputLayout())).toList();
    int index = operations.size();
    List<Place> outputs =
        part.outputs().stream().map(value -> create(value, part.outputLayout(), index)).toList();
    add(part.step().get(), inputs, outputs);
  }

  private void add(DeviceStep step, List<Place> inputs, List<Place> outputs) {
    int index = operations.size();
    inputs.forEach(place -> place.region().usedAt(index));
    Region scratch = region(step.scratchBytes(), index);
    operations.add(
        new Operation(
            step,
            inputs.stream().map(Place::region).toList(),
            outputs.stream().map(Place::region).toList(),
            scratch,
            step.constants().stream().map(this::upload).toList(),
            step.faults().stream()
                .collect(Collectors.toMap(fault -> fault, _ -> region(Integer.BYTES, index)))));
  }

  private Region region(long bytes, int step) {
    Region region = new Region(bytes, step);
    regions.add(region);
    return region;
  }

  private Map<Layout, Place> places(Value value) {
    return places.computeIfAbsent(value, _ -> new EnumMap<>(Layout.class));
  }

  private Place create(Value value, Layout layout, int step) {
    Layout order = Place.order(value.shape(), layout);
    Place place = new Place(value.type(), order, region(value.type().bytes(), step));
    places(value).put(order, place);
    return place;
  }

  private Place find(Value value, Layout layout) {
    Layout order = Place.order(value.shape(), layout);
    Map<Layout, Place> known = places(value);
    Place there = known.get(order);
    if (there != null) {
      return there;
    }
    if (known.isEmpty()) {
      Value source = Objects.requireNonNull(reinterpreted.get(value), value.name());
      Place same = find(source, Layout.NCHW).as(value.type());
      known.put(Layout.NCHW, same);
      return find(value, layout);
    }
    return copy(known.values().iterator().next(), value, order);
  }

  private Place copy(Place from, Value value, Layout order) {
    Place to = create(value, order, operations.size());
    add(selection.copy(value.type(), from.layout(), order), List.of(from), List.of(to));
    return to;
  }
}
