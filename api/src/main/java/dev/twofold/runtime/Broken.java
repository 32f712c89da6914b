package dev.twofold.runtime;

import dev.twofold.spi.Availability;
import dev.twofold.spi.Availability.Reason;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says what is wrong with a provider that threw, and what to do.
final class Broken {

  private static final Pattern NAMED = Pattern.compile(": (?:Provider )?(\\S+) (?:not|could)");
  private static final Pattern CLASS = Pattern.compile("^(\\S+) has been compiled");

  private Broken() {}

  /// A provider that could not even be loaded.
  static Candidate candidate(Error error) {
    String message = String.valueOf(error.getMessage());
    return new Candidate(
        null,
        new BackendStatus(
            name(message),
            origin(message),
            BackendStatus.UNKNOWN,
            0,
            null,
            availability(error),
            Duration.ZERO));
  }

  private static String name(String message) {
    Matcher named = NAMED.matcher(message);
    if (named.find()) {
      return named.group(1);
    }
    Matcher compiled = CLASS.matcher(message);
    return compiled.find() ? compiled.group(1).replace('/', '.') : message;
  }

  /// Where a services file is at fault, the message of the service loader names it.
  private static String origin(String message) {
    Matcher file = Pattern.compile("(jar:|file:)\\S+?(?=:\\d+:|$)").matcher(message);
    return file.find() ? file.group() : BackendStatus.UNKNOWN;
  }

  /// What a throwable means for the user.
  static Availability availability(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    return switch (thrown) {
      case UnsupportedClassVersionError e ->
          unavailable(
              Reason.INCOMPATIBLE,
              "compiled for a newer Java: " + message,
              "use a newer Java, or a release of the backend for this one",
              e);
      case UnsatisfiedLinkError e ->
          unavailable(
              Reason.MISSING_DRIVER,
              "a native library is missing: " + message,
              "install the driver or library it names",
              e);
      case AbstractMethodError e ->
          unavailable(
              Reason.INCOMPATIBLE,
              "it lacks a method of the backend interface: " + message,
              "use a release of the backend that fits this Twofold",
              e);
      case NoClassDefFoundError e ->
          unavailable(
              Reason.MISSING_MODULE,
              "a class is missing: " + message,
              "put what the backend depends on on the class path too",
              e);
      case Error e when message.endsWith("not a subtype") ->
          unavailable(
              Reason.INCOMPATIBLE,
              "it implements another copy of the backend interface: " + message,
              "leave twofold-api out of the plug-in, so that its class loader takes the"
                  + " application's",
              e);
      default ->
          unavailable(
              Reason.FAILED,
              thrown.getClass().getName() + ": " + message,
              "take its jar off the class path, or use a release of it that fits",
              thrown);
    };
  }

  private static Availability unavailable(
      Reason reason, String message, String remedy, Throwable thrown) {
    return new Availability.Unavailable(reason, message, remedy, thrown);
  }
}
