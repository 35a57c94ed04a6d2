package switchboard.quality;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class BoundaryTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("switchboard");

  @Test
  void thereIsSomethingToCheck() {
    assertThat(CLASSES.size()).isGreaterThan(200);
    assertThat(CLASSES.contain("switchboard.session.SessionEvent")).isTrue();
  }

  @Test
  void theJournalKnowsNoneOfOurPackages() {
    knowsNone("journal", "switchboard.journal..").check(CLASSES);
  }

  @Test
  void theSettingsKnowNoneOfOurPackages() {
    knowsNone("settings", "switchboard.settings..").allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void whatIsAlikeInAllStagesKnowsNoneOfOurPackages() {
    knowsNone("stages", "switchboard.stages..").check(CLASSES);
  }

  @Test
  void theRedisClientIsKnownWhereRedisIs() {
    only("io.lettuce..", "switchboard.journal..", "switchboard.local..").check(CLASSES);
  }

  @Test
  void theKafkaClientIsKnownWhereTopicsAre() {
    only(
            "org.apache.kafka..",
            "switchboard.kafka..",
            "switchboard.simulators..",
            "switchboard.local..")
        .check(CLASSES);
  }

  @Test
  void theHttpClientIsKnownWhereServicesAreCalled() {
    only(
            "java.net.http..",
            "switchboard.http..",
            "switchboard.ops..",
            "switchboard.local..",
            // fetches the keys of those who issue tokens
            "switchboard.access..")
        .check(CLASSES);
  }

  @Test
  void webTokensAreKnownInOnePlace() {
    only("com.nimbusds..", "switchboard.access..").check(CLASSES);
  }

  @Test
  void theGuardsOfServicesAreKnownWhereTheyAreKeptAndMeasured() {
    only("io.github.resilience4j..", "switchboard.http..", "switchboard.metrics..").check(CLASSES);
  }

  @Test
  void theMetricsLibraryIsKnownWhereItIsToldAndShown() {
    only("io.micrometer..", "switchboard.metrics..", "switchboard.telemetry..").check(CLASSES);
  }

  @Test
  void tracingIsKnownInOnePlaceThatKnowsNoneOfOurPackages() {
    only("io.opentelemetry..", "switchboard.telemetry..").check(CLASSES);
    knowsNone("telemetry", "switchboard.telemetry..").check(CLASSES);
  }

  @Test
  void grpcIsKnownAtTheEdges() {
    only(
            "io.grpc..",
            "switchboard.frontdoor..",
            "switchboard.access..",
            "switchboard.push..",
            "switchboard.agent..",
            "switchboard.worker..",
            "switchboard.ops..",
            "switchboard.operations..",
            // What they show each other to be let in.
            "switchboard.tls..",
            // What the servers do alike.
            "switchboard.rpc..",
            // Statuses are made from outcomes in one place, beside the other mappings.
            "switchboard.wire..",
            // Generated from the contract.
            "switchboard.v1..")
        .check(CLASSES);
  }

  @Test
  void theEdgesDoNotKnowEachOther() {
    edge("switchboard.push..", "switchboard.ops..", "switchboard.saga..", "switchboard.frontdoor..")
        .check(CLASSES);
    edge("switchboard.saga..", "switchboard.ops..", "switchboard.push..", "switchboard.frontdoor..")
        .check(CLASSES);
    edge("switchboard.frontdoor..", "switchboard.ops..", "switchboard.saga..", "switchboard.push..")
        .check(CLASSES);
    edge(
            "switchboard.kafka..",
            "switchboard.ops..",
            "switchboard.push..",
            "switchboard.frontdoor..")
        .check(CLASSES);
    edge("switchboard.ops..", "switchboard.frontdoor..", "switchboard.push..").check(CLASSES);
    edge(
            "switchboard.operations..",
            "switchboard.ops..",
            "switchboard.saga..",
            "switchboard.kafka..",
            "switchboard.push..",
            "switchboard.frontdoor..")
        .check(CLASSES);
  }

  @Test
  void theSecondReaderOfTheStoreSharesNothingWithTheFirst() {
    noClasses()
        .that()
        .resideInAPackage("switchboard.ops.raw..")
        .should()
        .dependOnClassesThat(
            resideOutsideOfPackages(
                "switchboard.ops.raw..", "java..", "javax.crypto..", "com.fasterxml.jackson.."))
        .check(CLASSES);
  }

  @Test
  void theProductDoesNotKnowTheSimulators() {
    noClasses()
        .that(
            resideInAnyPackage("switchboard..")
                .and(
                    resideOutsideOfPackages(
                        "switchboard.simulators..", "switchboard.local..", "switchboard.ops..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("switchboard.simulators..")
        .check(CLASSES);
  }

  @Test
  void theCoreDoesNotKnowTheDeliveryAssistant() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "switchboard.session..",
            "switchboard.context..",
            "switchboard.saga..",
            "switchboard.agent..",
            "switchboard.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("switchboard.delivery..")
        .check(CLASSES);
  }

  @Test
  void theRulesAreFreeOfFrameworks() {
    noClasses()
        .that()
        .haveNameMatching("switchboard\\.(session|saga|erasure)\\.(Session|Saga|Erasure)Rules.*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.pekko..", "com.google.protobuf..", "com.fasterxml..", "io.grpc..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("switchboard.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  private static ArchRule knowsNone(String name, String own) {
    return noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat(resideInAnyPackage("switchboard..").and(resideOutsideOfPackages(own)))
        .as("the package " + name + " knows none of our packages");
  }

  private static ArchRule only(String library, String... owners) {
    return noClasses()
        .that(resideInAnyPackage("switchboard..").and(resideOutsideOfPackages(owners)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  private static ArchRule edge(String edge, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(edge)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }
}
