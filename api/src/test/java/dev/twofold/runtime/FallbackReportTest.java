package dev.twofold.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.twofold.graph.Model;
import dev.twofold.spi.DeviceClass;
import dev.twofold.tensor.Layout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FallbackReportTest {

  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.twofold.fallback");

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.WARN);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }

  private List<String> warnings(FallbackPolicy policy) {
    Model model = Networks.model(Networks.residual());
    LoopProvider one =
        LoopProvider.of("one", Layout.NHWC)
            .on(DeviceClass.ACCELERATOR)
            .accepting(call -> !call.node().equals("depthwise"));
    LoopProvider two = LoopProvider.of("two", Layout.NCHW);
    CompileOptions options = CompileOptions.DEFAULTS.withFallback(policy);
    Backends.of(List.of(one, two)).compile(model, options).close();
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void report_fallback_isOneWarningWithNodesShareReasonAndCopies() {
    assertEquals(
        List.of(
            "1 of 7 nodes of 'Residual' with 20.0 % of the mult-adds run on two: 'depthwise' (not"
                + " in the mood); 2 copies of 5040 bytes"),
        warnings(FallbackPolicy.REPORT));
  }

  @Test
  void silent_fallback_warnsNobody() {
    assertEquals(List.of(), warnings(FallbackPolicy.SILENT));
  }
}
