package dev.twofold.cuda.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  /// Which input and kernel element meet at which output, told one by one.
  private static String meeting(int output, int input, int element) {
    return output + ": input " + input + " element " + element;
  }

  private static void add(Set<String> meetings, Axis axis) {
    for (int i = 0; i < axis.count(); i++) {
      int output = i * axis.stepOut() + axis.firstOut();
      meetings.add("output " + output);
      for (int k = 0; k < axis.kernel(); k++) {
        int input = i * axis.stepIn() + axis.firstIn() + k * axis.stepKernel();
        if (input >= 0 && input < axis.in()) {
          meetings.add(meeting(output, input, axis.kernelElement(k)));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3,1,1,1,5", "3,2,1,1,7", "2,3,0,1,8", "3,1,4,2,5", "5,2,2,3,14"})
  void direct_windows_meetTheInputsUnderThem(
      int kernel, int stride, int pad, int dilation, int in) {
    int out = (in + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
    Set<String> expected = new TreeSet<>();
    for (int o = 0; o < out; o++) {
      expected.add("output " + o);
      for (int k = 0; k < kernel; k++) {
        int input = o * stride - pad + k * dilation;
        if (input >= 0 && input < in) {
          expected.add(meeting(o, input, k));
        }
      }
    }
    Set<String> found = new TreeSet<>();
    add(found, Axis.direct(new Axis.Side(kernel, stride, pad, dilation), in, out));
    assertEquals(expected, found);
  }

  @ParameterizedTest
  @CsvSource({
    "2,2,0,1,5,0",
    "3,2,1,1,5,1",
    "2,3,0,1,4,1",
    "4,2,1,1,7,0",
    "3,2,2,2,6,1",
    "3,4,1,2,5,0",
    "5,3,2,3,4,2",
    "1,2,0,1,3,0",
    "3,3,0,2,1,0",
    "3,1,1,1,6,0",
    "2,5,3,1,2,0"
  })
  void transposed_phases_meetWhereInputsSpread(
      int kernel, int stride, int pad, int dilation, int in, int extra) {
    int out = (in - 1) * stride - 2 * pad + dilation * (kernel - 1) + 1 + extra;
    Set<String> expected = new TreeSet<>();
    for (int o = 0; o < out; o++) {
      expected.add("output " + o);
    }
    for (int input = 0; input < in; input++) {
      for (int k = 0; k < kernel; k++) {
        int o = input * stride - pad + k * dilation;
        if (o >= 0 && o < out) {
          expected.add(meeting(o, input, k));
        }
      }
    }
    Set<String> found = new TreeSet<>();
    Axis.transposed(new Axis.Side(kernel, stride, pad, dilation), in, out)
        .forEach(phase -> add(found, phase));
    assertEquals(expected, found);
  }
}
