package dev.twofold.page;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// A real browser without a window.
record Browser(ChromeDriver driver) implements AutoCloseable {

  private static final Duration HANG = Duration.ofSeconds(60);

  private static final Pattern REQUEST =
      Pattern.compile("Network\\.requestWillBeSent\".*?\"request\":\\{.*?\"url\":\"([^\"]*)\"");

  /// Starts Chromium, or ends the test where there is none: by failing on continuous integration,
  /// else by skipping.
  static Browser open(Path profile) {
    Optional<Path> chromium = find("chromium", "chromium-browser", "google-chrome");
    Optional<Path> driver = find("chromedriver");
    if (chromium.isEmpty() || driver.isEmpty()) {
      String reason = "no Chromium with its driver; install chromium and chromium-driver";
      if (Boolean.getBoolean("twofold.ci")) {
        fail(reason);
      }
      Assumptions.abort(reason);
    }
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.orElseThrow().toFile())
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    return new Browser(new ChromeDriver(service, options(chromium.orElseThrow(), profile)));
  }

  private static ChromeOptions options(Path chromium, Path profile) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.setCapability("goog:loggingPrefs", logs);
    // A container's root may not use the sandbox; the rest keeps the browser itself off the
    // network.
    return options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,1400",
        "--user-data-dir=" + profile);
  }

  private static Optional<Path> find(String... programs) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(programs)
        .flatMap(program ->
            Arrays.stream(path.split(File.pathSeparator)).map(dir -> Path.of(dir, program)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Opens a page.
  void show(Path folder, String html) throws IOException {
    Path file = Files.writeString(folder.resolve("page.html"), html);
    console();
    requests();
    driver.get(file.toUri().toString());
    await();
  }

  /// Waits until the page's scripts have built everything.
  void await() {
    driver.manage().timeouts().scriptTimeout(HANG);
    driver.executeAsyncScript(
        """
        const done = arguments[0];
        const wait = () => document.documentElement.dataset.ready === "yes" ? done() : setTimeout(wait, 20);
        wait();
        """);
  }

  /// What a script returns.
  Object script(String script) {
    Object result = driver.executeScript(script);
    return result == null ? "" : result;
  }

  long number(String script) {
    return ((Number) script(script)).longValue();
  }

  void click(String selector) {
    driver.executeScript("document.querySelector(arguments[0]).click()", selector);
    await();
  }

  /// The texts of all elements that a selector finds.
  List<String> texts(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream().map(e -> e.getText()).toList();
  }

  /// What the console shows: errors, and what a policy has forbidden.
  List<String> console() {
    return entries(LogType.BROWSER).toList();
  }

  /// The addresses that were asked for.
  List<String> requests() {
    return entries(LogType.PERFORMANCE)
        .flatMap(message -> REQUEST.matcher(message).results())
        .map((MatchResult result) -> result.group(1))
        .toList();
  }

  private Stream<String> entries(String type) {
    return StreamSupport.stream(driver.manage().logs().get(type).spliterator(), false)
        .map(LogEntry::getMessage);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
