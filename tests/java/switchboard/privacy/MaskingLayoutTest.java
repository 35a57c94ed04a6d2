package switchboard.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Logs through the configuration that a node logs through, down to standard error. */
class MaskingLayoutTest {
  @Test
  void messagesArgumentsFieldsAndStackTracesAreMasked() throws Exception {
    var lines =
        logged(
            log -> {
              log.info("call +91 98765 43210 at once");
              log.info("mail {}", "bob@example.com");
              log.atWarn().addKeyValue("card", "4111 1111 1111 1111").log("refused");
              log.error(
                  "failed",
                  new IllegalStateException(
                      "outer 123-45-6789", new RuntimeException("ABCPK1234L")));
            });
    assertThat(lines)
        .contains("call [phone] at once", "mail [email]", "card=\"[card]\"")
        .contains("outer [ssn]", "Caused by: java.lang.RuntimeException: [pan]")
        .contains("\tat switchboard.privacy.MaskingLayoutTest")
        .doesNotContain("98765", "bob@", "4111", "6789", "ABCPK");
  }

  @Test
  void whatIdentifiesNobodyIsLoggedAsItIs() throws Exception {
    var lines = logged(log -> log.info("session s-1 at 127.0.0.1:7400, epoch 1763840102123"));
    assertThat(lines).contains("INFO").contains("session s-1 at 127.0.0.1:7400, epoch 17638401021");
    assertThat(lines).matches("(?s)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}.*");
  }

  private static String logged(Consumer<Logger> statements) throws JoranException {
    var original = System.err;
    var bytes = new ByteArrayOutputStream();
    var context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    try {
      System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      var configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(Path.of("config", "logback.xml").toFile());
      statements.accept(context.getLogger("test"));
      // Stopping waits for what the asynchronous appender still holds.
      context.stop();
    } finally {
      System.setErr(original);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
