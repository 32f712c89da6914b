package dev.twofold.models;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Names that someone who typed another one may have meant.
final class Suggestions {

  private static final int MOST = 3;

  private Suggestions() {}

  /// `did you mean 'a' or 'b'?`, or all names where none is near.
  static String of(String typed, Collection<String> names) {
    int limit = Math.max(2, typed.length() / 3);
    List<String> near =
        names.stream()
            .filter(name -> distance(typed, name) <= limit || isPart(typed, name))
            .sorted(Comparator.comparingInt(name -> distance(typed, name)))
            .limit(MOST)
            .map(name -> "'" + name + "'")
            .toList();
    return near.isEmpty()
        ? "there is " + String.join(", ", names)
        : "did you mean " + String.join(" or ", near) + "?";
  }

  private static boolean isPart(String typed, String name) {
    return typed.length() >= 3 && (name.contains(typed) || typed.contains(name));
  }

  /// The number of letters to insert, delete or replace (Levenshtein 1966).
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
