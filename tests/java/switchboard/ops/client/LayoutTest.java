package switchboard.ops.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Text at the width of a terminal. */
class LayoutTest {
  private static final List<List<String>> ROWS =
      List.of(
          List.of("NODE", "STATE", "ROLES"),
          List.of("10.0.0.1:7625", "UP", "dc-default"),
          List.of("10.0.0.2:7625", "UP, unreachable", "-"));

  @Test
  void aSentenceIsFoldedAtBlanksAndGoesOnBelowItsFirstWord() {
    assertThat(new Layout(20).sentence("   - ", "Its claim is 3, the newest is 5."))
        .isEqualTo(
            """
               - Its claim is 3,
                 the newest is
                 5.\
            """);
  }

  @Test
  void whatFitsExactlyIsNotFolded() {
    assertThat(new Layout(9).sentence("", "four five")).isEqualTo("four five");
    assertThat(new Layout(8).sentence("", "four five")).isEqualTo("four\nfive");
  }

  @Test
  void aWordThatIsTooLongStandsWhole() {
    assertThat(new Layout(6).sentence("- ", "tenants/acme is")).isEqualTo("- tenants/acme\n  is");
  }

  @Test
  void doubleBlanksStayWithinALineAndGoAtItsEnd() {
    assertThat(Layout.ENDLESS.sentence("1. ", "It sleeps.  [SLEEPS]"))
        .isEqualTo("1. It sleeps.  [SLEEPS]");
    assertThat(new Layout(14).sentence("1. ", "It sleeps.  [SLEEPS]"))
        .isEqualTo("1. It sleeps.\n   [SLEEPS]");
  }

  @Test
  void aTableThatFitsIsATable() {
    assertThat(new Layout(42).table(ROWS))
        .isEqualTo(Layout.ENDLESS.table(ROWS))
        .isEqualTo(
            """
            NODE           STATE            ROLES
            10.0.0.1:7625  UP               dc-default
            10.0.0.2:7625  UP, unreachable  -\
            """);
  }

  @Test
  void oneThatDoesNotIsABlockForEachRow() {
    assertThat(new Layout(41).table(ROWS))
        .isEqualTo(
            """
            NODE   10.0.0.1:7625
            STATE  UP
            ROLES  dc-default

            NODE   10.0.0.2:7625
            STATE  UP, unreachable
            ROLES  -
            """);
  }
}
