package switchboard.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import switchboard.v1.ClassCount;
import switchboard.v1.MemoryPool;

/** What a process tells of itself. */
class FactsTest {
  private static final String HISTOGRAM =
      """
       num     #instances         #bytes  class name (module)
      -------------------------------------------------------
         1:         38210        3489328  [B (java.base@25.0.1)
         2:           421         505200  switchboard.session.SessionState
         3:             7            112  [Ljava.lang.Object; (java.base@25.0.1)
      Total         38638        3994640
      """;

  @Test
  void theRowsOfAHistogramAreClasses() {
    assertThat(HeapFacts.rows(HISTOGRAM, 2))
        .containsExactly(
            ClassCount.newBuilder().setName("[B").setInstances(38_210).setBytes(3_489_328).build(),
            ClassCount.newBuilder()
                .setName("switchboard.session.SessionState")
                .setInstances(421)
                .setBytes(505_200)
                .build());
    assertThat(HeapFacts.rows(HISTOGRAM, 10)).hasSize(3);
  }

  @Test
  void classesAreCountedOnlyIfAskedFor() {
    assertThat(HeapFacts.now(0).getClassesList()).isEmpty();
    assertThat(HeapFacts.now(0).getPoolsList())
        .anyMatch(MemoryPool::getHeap)
        .anyMatch(pool -> !pool.getHeap())
        .allMatch(pool -> pool.getUsed() >= 0 && pool.getCommitted() >= pool.getUsed());
    var counted = HeapFacts.now(7).getClassesList();
    assertThat(counted).hasSize(7).anyMatch(each -> each.getName().equals("[B"));
    assertThat(counted).allMatch(each -> each.getInstances() > 0 && each.getBytes() > 0);
    // to count stops the process, so whoever asks at once again is told the same
    assertThat(HeapFacts.now(7).getClassesList()).isEqualTo(counted);
  }

  @Test
  void aProcessTellsWhatItUses() {
    var info = SystemFacts.now(300_000_000, 200_000_000);
    assertThat(info.getProcessorsUsed()).isEqualTo(1.5);
    assertThat(info.getProcessId()).isEqualTo(ProcessHandle.current().pid());
    assertThat(info.getJava()).startsWith(Runtime.version().toString());
    assertThat(info.getHeapUsed()).isPositive().isLessThanOrEqualTo(info.getHeapCommitted());
    assertThat(info.getHeapMax()).isGreaterThanOrEqualTo(info.getHeapUsed());
    assertThat(info.getCollectionShare()).isBetween(0.0, 1.0);
    assertThat(info.getCollectors()).isNotEmpty();
    assertThat(info.getThreads()).isPositive();
    assertThat(info.getProcessors()).isPositive();
    assertThat(info.getOpenFiles()).isPositive().isLessThan(info.getOpenFilesMax());
    long before = SystemFacts.clock();
    assertThat(before).isPositive();
    assertThat(SystemFacts.clock()).isGreaterThanOrEqualTo(before);
  }
}
