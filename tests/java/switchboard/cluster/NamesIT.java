package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.DynamicMessage;
import io.grpc.MethodDescriptor;
import io.lettuce.core.RedisClient;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.LoggerFactory;

/** Names and ids that try to be more than that, from a client that may call every method. */
class NamesIT {
  /** What stands for the name of something, at whatever depth, or refers to a part of a list. */
  private static final List<String> STRUCTURED =
      List.of(
          "name",
          "parent",
          "session",
          "attach.session",
          "context.name",
          "profile.name",
          "session_id",
          "session.name",
          "session.locale",
          "session.agent",
          "page_token",
          "etag",
          "context.etag",
          "profile.etag");

  /** Ids of the caller's, in which visible characters mean nothing. */
  private static final List<String> OPAQUE =
      List.of("request_id", "session.subject", "session.channel", "message.request_id");

  private static final List<String> NASTY =
      List.of(
          "../../etc/passwd",
          "tenants/acme/sessions/../../globex/sessions/one",
          "tenants/acme/sessions/one/../two",
          "tenants/acme/sessions/{one}",
          "tenants/{acme}/sessions/one",
          "tenants/acme/sessions/one}:e:{0}",
          "sb:{0}:d",
          "tenants/acme/sessions/one\r\nSET x y",
          "*1\r\n$8\r\nFLUSHALL\r\n",
          "\u0000",
          "tenants/acme/sessions/o\u0000ne",
          "\u001b[31mred",
          "tenants/acme/sessions/one\n",
          "tenants/acme/sessions/%2e%2e%2f",
          "tenants%2Facme%2Fsessions%2Fone",
          "tenants/acme/sessions/one|two",
          "session|acme/one",
          "tenants/acme/sessions/\u202eeno",
          "tenants/acme/sessions/ｏｎｅ",
          "tenants/acme/sessions/one?x=1#y",
          "${jndi:ldap://127.0.0.1/x}",
          "{}[]*?\\",
          "' OR '1'='1",
          "a".repeat(10_000),
          "tenants/acme/sessions/" + "a".repeat(10_000));

  private static final Pattern KEY =
      Pattern.compile(
          "sb:(\\{store}:id|\\{\\d{1,4}}:(id|d|o|(c|e|s|i|l|w|k|ks|v):[\\x21-\\x7e]+))");

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
  private static Doors doors;
  private static RedisClient redis;

  @BeforeAll
  static void start() throws Exception {
    doors = new Doors(0, 0);
    redis = RedisClient.create(doors.cluster.redisUri());
    LOG.start();
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(LOG);
  }

  @AfterAll
  static void stop() throws Exception {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(LOG);
    redis.shutdown();
    doors.close();
  }

  private static Set<String> keys() {
    try (var connection = redis.connect()) {
      return new HashSet<>(connection.sync().keys("*"));
    }
  }

  private static Stream<DynamicTest> each(
      java.util.function.Consumer<MethodDescriptor<?, ?>> test) {
    return Doors.methods().stream()
        .map(
            method ->
                DynamicTest.dynamicTest(
                    method.getFullMethodName(),
                    () -> {
                      int logged = logged().size();
                      test.accept(method);
                      assertThat(keys()).filteredOn(key -> !KEY.matcher(key).matches()).isEmpty();
                      assertThat(logged().subList(logged, logged().size()))
                          .noneMatch(line -> CONTROL.matcher(line).find())
                          .noneMatch(line -> line.contains("incident"));
                    }));
  }

  private static List<String> logged() {
    synchronized (LOG) {
      return new ArrayList<>(LOG.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }

  private static String call(MethodDescriptor<?, ?> method, String path, String nasty) {
    var good = Doors.request(method, "acme", "none-such", "asha", "r-1");
    var request = DynamicMessage.newBuilder(good.getDescriptorForType()).mergeFrom(good);
    return Doors.set(request, path, nasty)
        ? Doors.outcome(doors.with(doors.acme), method, request.build())
        : "";
  }

  @TestFactory
  Stream<DynamicTest> aNameThatTriesToBeMoreIsRefused() {
    return each(
        method -> {
          int tried = 0;
          for (var path : STRUCTURED) {
            for (var nasty : NASTY) {
              var answer = call(method, path, nasty);
              if (!answer.isEmpty()) {
                tried++;
                assertThat(answer)
                    .as(path + " = " + nasty.substring(0, Math.min(60, nasty.length())))
                    .matches("(?s)(INVALID_ARGUMENT|NOT_FOUND|PERMISSION_DENIED|UNIMPLEMENTED) .*");
              }
            }
          }
          assertThat(tried).isGreaterThanOrEqualTo(NASTY.size());
        });
  }

  @TestFactory
  Stream<DynamicTest> anIdOfTheCallersIsOnlyAnId() {
    return each(
        method -> {
          for (var path : OPAQUE) {
            for (var nasty : NASTY) {
              var answer = call(method, path, nasty);
              boolean isVisible = nasty.matches("[\\x21-\\x7e]{1,128}");
              if (!answer.isEmpty() && !isVisible && !isUnread(method)) {
                assertThat(answer).startsWith("INVALID_ARGUMENT");
              }
              assertThat(answer)
                  .doesNotStartWith("INTERNAL")
                  .doesNotStartWith("UNKNOWN")
                  .doesNotContain("Exception");
            }
          }
        });
  }

  /** Methods of the contract that this server does not have. */
  private static boolean isUnread(MethodDescriptor<?, ?> method) {
    return method.getFullMethodName().startsWith("google.longrunning");
  }

  @TestFactory
  Stream<DynamicTest> bytesThatAreNoTextAreRefused() {
    return each(
        method -> {
          for (var bad :
              List.of(
                  new byte[] {(byte) 0xc3, 0x28},
                  new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                  new byte[] {(byte) 0xc0, (byte) 0xaf},
                  new byte[] {(byte) 0xf8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
                  new byte[] {(byte) 0xff})) {
            for (int field = 1; field <= 4; field++) {
              var answer = Doors.raw(doors.with(doors.acme), method, field(field, bad));
              assertThat(answer)
                  .startsWith("INVALID_ARGUMENT")
                  .doesNotContain("Exception")
                  .doesNotContain("\ufffd");
            }
            assertThat(Doors.raw(doors.with(doors.acme), method, bad))
                .startsWith("INVALID_ARGUMENT");
          }
        });
  }

  /** A field with these bytes; where it is a message, they are no message either. */
  private static byte[] field(int number, byte[] bytes) {
    var out = new ByteArrayOutputStream();
    out.write(number << 3 | 2);
    out.write(bytes.length);
    out.writeBytes(bytes);
    return out.toByteArray();
  }
}
