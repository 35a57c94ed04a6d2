package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComplaintTest {
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final Logger log = new LoggerContext().getLogger("complaints");

  @BeforeEach
  void listen() {
    said.start();
    log.addAppender(said);
  }

  @Test
  void aTroubleThatRepeatsIsSaidOnceAWhile() {
    var complaint = new Complaint(log, "it waits", Duration.ofHours(1));
    for (int i = 0; i < 1_000; i++) {
      complaint.about(new IllegalStateException("away"));
    }
    assertThat(said.list).hasSize(1);
    assertThat(said.list.getFirst().getMessage()).isEqualTo("it waits");
  }

  @Test
  void howOftenItWasNotSaidIsSaidTheNextTime() {
    var complaint = new Complaint(log, "it waits", Duration.ZERO);
    complaint.about(new IllegalStateException("away"));
    complaint.about(new IllegalStateException("away"));
    assertThat(said.list).hasSize(2);
    assertThat(said.list.getLast().getKeyValuePairs().toString())
        .contains("away")
        .contains("unsaid=\"0\"");
  }
}
