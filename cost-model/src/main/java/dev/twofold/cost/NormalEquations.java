package dev.twofold.cost;

import java.util.Arrays;
import java.util.List;

/// Least squares with few unknowns.
final class NormalEquations {

  /*
   * Unknowns differ by twelve orders of magnitude (a launch in seconds, a mult-add among 10^8), so every
   * column is scaled to length 1 before A'A is formed; then by Gauss's elimination with pivots.
   */

  private static final double SINGULAR = 1e-12;

  private NormalEquations() {}

  /// The unknowns that bring every row's sum nearest to 1.
  ///
  /// @param rows one row per equation
  /// @param used the unknowns that may differ from 0, as bits
  /// @return the unknowns; NaN if the equations do not determine them
  static double[] of(List<double[]> rows, int used) {
    int[] columns = columns(used);
    double[] lengths = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      int column = columns[i];
      lengths[i] = Math.sqrt(rows.stream().mapToDouble(row -> row[column] * row[column]).sum());
    }
    double[][] system = new double[columns.length][columns.length + 1];
    for (double[] row : rows) {
      for (int i = 0; i < columns.length; i++) {
        double scaled = row[columns[i]] / lengths[i];
        for (int j = 0; j < columns.length; j++) {
          system[i][j] += scaled * row[columns[j]] / lengths[j];
        }
        system[i][columns.length] += scaled;
      }
    }
    double[] solution = solve(system);
    double[] unknowns = new double[Integer.SIZE - Integer.numberOfLeadingZeros(used)];
    for (int i = 0; i < columns.length; i++) {
      unknowns[columns[i]] = solution[i] / lengths[i];
    }
    return unknowns;
  }

  private static int[] columns(int used) {
    int[] columns = new int[Integer.bitCount(used)];
    int rest = used;
    for (int i = 0; i < columns.length; i++) {
      columns[i] = Integer.numberOfTrailingZeros(rest);
      rest &= rest - 1;
    }
    return columns;
  }

  /// Solves a system whose last column is the right side.
  private static double[] solve(double[][] system) {
    int n = system.length;
    for (int pivot = 0; pivot < n; pivot++) {
      swapLargest(system, pivot);
      if (!(Math.abs(system[pivot][pivot]) > SINGULAR)) {
        double[] none = new double[n];
        Arrays.fill(none, Double.NaN);
        return none;
      }
      for (int row = 0; row < n; row++) {
        if (row != pivot) {
          double factor = system[row][pivot] / system[pivot][pivot];
          for (int column = pivot; column <= n; column++) {
            system[row][column] -= factor * system[pivot][column];
          }
        }
      }
    }
    double[] solution = new double[n];
    for (int i = 0; i < n; i++) {
      solution[i] = system[i][n] / system[i][i];
    }
    return solution;
  }

  private static void swapLargest(double[][] system, int pivot) {
    int largest = pivot;
    for (int row = pivot + 1; row < system.length; row++) {
      if (Math.abs(system[row][pivot]) > Math.abs(system[largest][pivot])) {
        largest = row;
      }
    }
    double[] swapped = system[pivot];
    system[pivot] = system[largest];
    system[largest] = swapped;
  }
}
