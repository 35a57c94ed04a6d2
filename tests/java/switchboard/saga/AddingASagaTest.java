package switchboard.saga;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import switchboard.fakes.PageCode;

/** The code of docs/adding-a-saga.md, as it stands there. */
class AddingASagaTest {
  private static final Path PAGE = Path.of("docs/adding-a-saga.md");

  @TempDir static Path dir;

  @Test
  void itIsWhatThePageSaysAndLessThanEightyLines() throws Exception {
    var code = PageCode.of(PAGE);
    assertThat(code.sources())
        .containsOnlyKeys("DamagedOrderSaga", "DamageAgent", "DamagesNode", "DamagedOrderSagaTest");
    assertThat(code.lines()).isLessThan(80);
    assertThat(PAGE).content().contains(code.lines() + " lines");
  }

  @TestFactory
  Stream<DynamicTest> thePagesOwnTestPasses() throws Exception {
    var test = PageCode.of(PAGE).compiled(dir).loadClass("example.DamagedOrderSagaTest");
    var methods =
        Arrays.stream(test.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    assertThat(methods).hasSize(3);
    return methods.stream()
        .map(
            method ->
                DynamicTest.dynamicTest(
                    method.getName(),
                    () -> {
                      var constructor = test.getDeclaredConstructor();
                      constructor.setAccessible(true);
                      method.setAccessible(true);
                      method.invoke(constructor.newInstance());
                    }));
  }
}
