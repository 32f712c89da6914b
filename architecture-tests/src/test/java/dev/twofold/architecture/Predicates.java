package dev.twofold.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.List;

/// Which classes a rule speaks of.
final class Predicates {

  private Predicates() {}

  /// Classes in the named packages below a root, and further below.
  static DescribedPredicate<JavaClass> resideBelow(String root, String... packages) {
    return resideInAnyPackage(patterns(root, packages));
  }

  /// Classes outside of the named packages below a root.
  static DescribedPredicate<JavaClass> resideOutside(String root, String... packages) {
    return resideOutsideOfPackages(patterns(root, packages));
  }

  /// Classes in the named packages below a root, but not further below.
  static DescribedPredicate<JavaClass> resideInExactly(String root, String... packages) {
    return resideInAnyPackage(
        Arrays.stream(packages).map(name -> root + "." + name).toArray(String[]::new));
  }

  /// Classes that know a type.
  static DescribedPredicate<JavaClass> dependOn(Class<?> type) {
    return describe(
        "depend on " + type.getSimpleName(),
        javaClass ->
            javaClass.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> dependency.getTargetClass().isEquivalentTo(type)));
  }

  /// The classes of `java.io` that open files.
  static DescribedPredicate<JavaClass> fileClasses() {
    return belongToAnyOf(
        File.class,
        FileInputStream.class,
        FileOutputStream.class,
        FileReader.class,
        FileWriter.class,
        RandomAccessFile.class);
  }

  /// The first package below the root that a class lives in, or an empty string outside of it.
  static String segment(String root, JavaClass javaClass) {
    String name = javaClass.getBaseComponentType().getPackageName();
    if (!name.startsWith(root + ".")) {
      return "";
    }
    return List.of(name.substring(root.length() + 1).split("\\.")).getFirst();
  }

  private static String[] patterns(String root, String... packages) {
    return Arrays.stream(packages).map(name -> root + "." + name + "..").toArray(String[]::new);
  }
}
