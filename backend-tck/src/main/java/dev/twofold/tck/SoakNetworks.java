package dev.twofold.tck;

import dev.twofold.graph.Model;
import dev.twofold.tensor.Tensor;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// Random networks with an input and the right results, made once.
final class SoakNetworks {

  private static final int COUNT = 48;

  private final List<Sample> samples;

  SoakNetworks() {
    samples = IntStream.range(0, COUNT).mapToObj(SoakNetworks::sample).toList();
  }

  /// A network.
  record Sample(Model model, List<Tensor> inputs, SequencedMap<String, Tensor> outputs) {}

  private static Sample sample(int seed) {
    Model model = Networks.model(RandomNetwork.of(1000L + seed), Data.INTEGERS);
    List<Tensor> inputs = GraphRuns.inputs(model, Data.INTEGERS, seed);
    return new Sample(model, inputs, GraphRuns.defined(model, inputs));
  }

  Sample get(int number) {
    return samples.get(Math.floorMod(number, COUNT));
  }
}
