package switchboard.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerNameTest {
  @Test
  void aNameIsReadAsItIsWritten() {
    var name = new WorkerName("helper", "pod-1/workers/a:b");
    assertThat(name.name()).isEqualTo("agents/helper/workers/pod-1/workers/a:b");
    assertThat(WorkerName.fromName(name.name())).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "w",
        "agents/a",
        "agents//workers/w",
        "agents/a/workers/",
        "agents/a/workers/w w"
      })
  void whatIsNoNameIsNotRead(String text) {
    assertThat(WorkerName.fromName(text)).isEmpty();
  }
}
