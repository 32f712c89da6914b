package dev.twofold.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a rule demands of the classes it speaks of.
final class Conditions {

  private Conditions() {}

  /// Every dependency goes where `arrows` allows; a package that has no arrows is a mistake.
  static ArchCondition<JavaClass> followArrows(String root, Map<String, Set<String>> arrows) {
    return condition(
        "follow the arrows",
        javaClass -> {
          String from = Predicates.segment(root, javaClass);
          if (from.isEmpty()) {
            return List.of();
          }
          if (!arrows.containsKey(from)) {
            return List.of(javaClass.getName() + " is in a package without arrows: " + from);
          }
          return dependencies(
              javaClass,
              target -> {
                String to = Predicates.segment(root, target);
                return to.isEmpty() || to.equals(from) || arrows.get(from).contains(to);
              });
        });
  }

  /// No dependency leads into one of `packages` from outside of it.
  static ArchCondition<JavaClass> knowNoOtherOf(String root, List<String> packages) {
    return condition(
        "not depend on another of " + packages,
        javaClass -> {
          String from = Predicates.segment(root, javaClass);
          return dependencies(
              javaClass,
              target -> {
                String to = Predicates.segment(root, target);
                return to.equals(from) || !packages.contains(to);
              });
        });
  }

  /// Every dependency below the root leads to an exported package.
  static ArchCondition<JavaClass> dependOnlyOn(String root, Set<String> exported) {
    return condition(
        "use exported packages only",
        javaClass ->
            dependencies(
                javaClass,
                target -> {
                  String name = target.getBaseComponentType().getPackageName();
                  return !name.startsWith(root + ".")
                      || exported.contains(name)
                      || name.equals(javaClass.getPackageName());
                }));
  }

  /// No method takes or returns a `type`.
  static ArchCondition<JavaClass> passNo(String type) {
    return condition(
        "pass no " + type,
        javaClass ->
            javaClass.getMethods().stream()
                .filter(method ->
                    Stream.concat(
                            method.getRawParameterTypes().stream(),
                            Stream.of(method.getRawReturnType()))
                        .anyMatch(passed -> passed.isAssignableTo(type)))
                .map(JavaCodeUnit::getFullName)
                .toList());
  }

  static ArchCondition<JavaClass> havePublicConstructorWithoutArguments() {
    return condition(
        "have a public constructor without arguments",
        javaClass ->
            javaClass.getConstructors().stream()
                    .anyMatch(c -> isPublic(c) && c.getRawParameterTypes().isEmpty())
                ? List.of()
                : List.of(javaClass.getName() + " has no public constructor without arguments"));
  }

  static ArchCondition<JavaClass> be(String name) {
    return condition(
        "be " + name,
        javaClass ->
            javaClass.getName().equals(name)
                ? List.of()
                : List.of(javaClass.getName() + " is not " + name));
  }

  /// Public and protected members name types only whose names begin with one of `prefixes`.
  static ArchCondition<JavaClass> showOnlyTypesOf(String... prefixes) {
    return condition(
        "show only types of " + List.of(prefixes),
        javaClass ->
            javaClass.getMembers().stream()
                .filter(member -> isPublic(member) || isProtected(member))
                .flatMap(member ->
                    typesOf(member)
                        .filter(type -> Stream.of(prefixes).noneMatch(type.getName()::startsWith))
                        .map(type -> member.getFullName() + " shows " + type.getName()))
                .toList());
  }

  static ArchCondition<JavaClass> liveInPackageWith(Class<? extends Annotation> annotation) {
    return condition(
        "live in a package with @" + annotation.getSimpleName(),
        javaClass ->
            javaClass.getPackage().isAnnotatedWith(annotation)
                ? List.of()
                : List.of(javaClass.getName() + " lives in a package without it"));
  }

  /// Final, a record, an enum, sealed, or an interface.
  static ArchCondition<JavaClass> beClosed() {
    return condition(
        "be final, sealed or an interface",
        javaClass ->
            javaClass.isInterface()
                    || javaClass.getModifiers().contains(JavaModifier.FINAL)
                    || javaClass.isEnum()
                    || javaClass.reflect().isSealed()
                ? List.of()
                : List.of(javaClass.getName() + " is open to any subclass"));
  }

  private static ArchCondition<JavaClass> condition(String description, Violations violations) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass javaClass, ConditionEvents events) {
        violations
            .of(javaClass)
            .forEach(text -> events.add(SimpleConditionEvent.violated(javaClass, text)));
      }
    };
  }

  private static List<String> dependencies(JavaClass from, Predicate<JavaClass> allowed) {
    return from.getDirectDependenciesFromSelf().stream()
        .filter(dependency -> !allowed.test(dependency.getTargetClass()))
        .map(Dependency::getDescription)
        .toList();
  }

  private static Stream<JavaClass> typesOf(JavaMember member) {
    Stream<JavaClass> types =
        switch (member) {
          case JavaField field -> field.getAllInvolvedRawTypes().stream();
          case JavaCodeUnit unit ->
              Stream.concat(
                  unit.getAllInvolvedRawTypes().stream(), unit.getExceptionTypes().stream());
          default -> throw new IllegalStateException("a member of a new kind: " + member);
        };
    return types.map(JavaClass::getBaseComponentType).filter(type -> !type.isPrimitive());
  }

  private static boolean isPublic(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC);
  }

  private static boolean isProtected(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  /// The violations of one class, each as a sentence.
  @FunctionalInterface
  private interface Violations {
    List<String> of(JavaClass javaClass);
  }
}
