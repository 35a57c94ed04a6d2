package switchboard.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import switchboard.delivery.DeliverySagas;
import switchboard.delivery.DeliverySettings;
import switchboard.kafka.AsyncApi.Channel;
import switchboard.kafka.AsyncApi.Message;
import switchboard.saga.Known;
import switchboard.saga.SagaPlan;
import switchboard.saga.Step;
import switchboard.session.SessionEvent;
import switchboard.simulators.SimulatedService;
import switchboard.stored.v1.OutboxEntry.ConversationEvents;

/** Where a description of the topics and the code disagree. */
final class AsyncApiCheck {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final Path FOLDER = Path.of("src/schemas");
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final Set<String> CLOUD_EVENT =
      Set.of("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time");
  private static final byte[] ANSWER =
      ("{\"ok\":true,\"reason\":\"\",\"orderId\":\"k\",\"facts\":{},"
              + "\"asOf\":\"2026-11-22T10:00:00Z\"}")
          .getBytes(UTF_8);

  private final AsyncApi api;
  private final Map<String, Channel> channels;
  private final List<String> faults = new ArrayList<>();

  private AsyncApiCheck(AsyncApi api) {
    this.api = api;
    this.channels = api.channels();
  }

  /** The disagreements, each a sentence; none if there are none. */
  static List<String> faults(String yaml, Collection<SagaPlan> plans) throws IOException {
    AsyncApiCheck check;
    try {
      check = new AsyncApiCheck(AsyncApi.parse(yaml));
    } catch (IllegalArgumentException dangling) {
      return List.of(dangling.getMessage());
    }
    check.run(plans);
    return check.faults;
  }

  /** All sagas of the product. */
  static Collection<SagaPlan> plans() {
    return DeliverySagas.plans(DeliverySettings.from(ConfigFactory.parseResources("delivery.conf")))
        .values();
  }

  private void run(Collection<SagaPlan> plans) throws IOException {
    same("version", api.version(), "3.0.0");
    same("topics", channels.keySet(), new TreeSet<>(Topics.all()));
    if (!faults.isEmpty()) {
      return;
    }
    var used = new TreeSet<String>();
    channels.values().forEach(channel -> channel.messages().forEach(m -> used.add(m.name())));
    same("messages in channels", used.size(), api.messages().size());
    int operations = 0;
    for (var topic : Topics.all()) {
      operations += channels.get(topic).operations().size();
      checkTopic(topic, channels.get(topic));
      for (var message : channels.get(topic).messages()) {
        checkPayload(topic, message);
      }
    }
    same("operations on topics", api.operations(), operations);
    for (var topic : Topics.COMMANDS) {
      checkCommands(topic, plans);
    }
    for (var topic : Topics.REPLIES) {
      checkReplies(topic);
    }
    for (var topic : Topics.EVENTS) {
      checkEvents(topic);
    }
    checkConversation();
    checkDeadLetters();
  }

  private void checkTopic(String topic, Channel channel) {
    same(topic + ": address", channel.address(), topic);
    same(topic + ": the binding's topic", channel.kafka().path("topic").asText(), topic);
    var settings = ConfigFactory.parseResources("kafka.conf").getConfig("switchboard.kafka.topics");
    var dead = Topics.isDeadLetters(topic);
    same(
        topic + ": partitions",
        channel.kafka().path("partitions").asInt(),
        settings.getInt(dead ? "dead-letter-partitions" : "partitions"));
    same(
        topic + ": replicas",
        channel.kafka().path("replicas").asInt(),
        settings.getInt("replication"));
    same(topic + ": operations", channel.operations(), operations(topic));
  }

  private static List<String> operations(String topic) {
    if (Topics.isDeadLetters(topic)) {
      // what cannot be read of a command is put aside by the service
      boolean ours = !Topics.COMMANDS.contains(Topics.origin(topic));
      return ours ? List.of("receive", "send") : List.of("receive");
    }
    boolean heard = Topics.REPLIES.contains(topic) || Topics.EVENTS.contains(topic);
    return List.of(heard ? "receive" : "send");
  }

  private void checkPayload(String topic, Message message) throws IOException {
    if (Topics.isDeadLetters(topic)) {
      same(topic + ": payload of " + message.name(), message.payload(), "");
      return;
    }
    var file = Path.of("docs").resolve(message.payload()).normalize();
    if (!file.startsWith(FOLDER) || !Files.isRegularFile(file)) {
      faults.add(topic + ": there is no schema " + message.payload());
      return;
    }
    var meta = SCHEMAS.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    for (var wrong : meta.validate(JSON.readTree(Files.readString(file)))) {
      faults.add(file + ": " + wrong.getMessage());
    }
  }

  // --- Commands

  private void checkCommands(String topic, Collection<SagaPlan> plans) throws IOException {
    var service = topic.substring(0, topic.indexOf('.'));
    var described = new TreeMap<String, Message>();
    channels.get(topic).messages().forEach(m -> described.put(m.type().path("const").asText(), m));
    try (var files = Files.list(FOLDER)) {
      var published =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.startsWith(service + "."))
              .map(name -> "switchboard." + name.replace(".schema.json", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      same(topic + ": types, as in src/schemas", described.keySet(), published);
    }
    for (var type : described.keySet()) {
      var name = type.replaceAll("switchboard\\.[a-z]+\\.|\\.v1", "");
      if (!SimulatedService.commands().contains(name)) {
        faults.add(topic + ": no service knows " + type);
      }
      var message = described.get(type);
      same(topic + ": name", message.name(), type);
      same(
          topic + ": schema of " + type,
          message.payload(),
          "../src/schemas/" + type.replace("switchboard.", "") + ".schema.json");
      boolean undoes = message.required().contains("ce_undoes");
      checkHeaders(topic, message, command(topic, type, undoes, true), true);
      checkHeaders(topic, message, command(topic, type, undoes, false), false);
    }
    for (var plan : plans) {
      for (var step : plan.steps()) {
        checkUse(topic, described, step.call(), step.discloses(), false);
        if (step.undo().isPresent()) {
          var undo = step.undo().get();
          checkUse(topic, described, undo.call(), undo.discloses(), true);
        }
      }
    }
  }

  private void checkUse(
      String topic,
      Map<String, Message> described,
      Step.Call call,
      Map<String, String> discloses,
      boolean undo)
      throws IOException {
    if (!(call instanceof Step.Call.Command(var where, var type, var keyedBy))
        || !where.equals(topic)) {
      return;
    }
    var message = described.get(type);
    if (message == null) {
      faults.add(topic + ": a saga sends " + type + ", which is not described");
      return;
    }
    var key = keyedBy.equals(Known.SUBJECT) ? "partnerId" : keyedBy;
    same(topic + ": key of " + type, message.keyField(), key);
    same(topic + ": undoes of " + type, message.required().contains("ce_undoes"), undo);
    if (!Files.isRegularFile(Path.of("docs").resolve(message.payload()))) {
      return; // said already
    }
    var body = JSON.createObjectNode();
    discloses.keySet().forEach(field -> body.put(field, "1"));
    for (var wrong : schema(message).validate(body)) {
      faults.add(topic + ": what a saga sends as " + type + ": " + wrong.getMessage());
    }
  }

  private static com.networknt.schema.JsonSchema schema(Message message) throws IOException {
    return SCHEMAS.getSchema(Files.readString(Path.of("docs").resolve(message.payload())));
  }

  private static Headers command(String topic, String type, boolean undoes, boolean full) {
    var undone = undoes ? Optional.of("acme/s.1:x") : Optional.<String>empty();
    var message =
        new SagaCommandMessage(
            "acme", "acme/s.1", "acme/s.1:y", 1, undone, type, topic, "k", Map.of("orderId", "k"));
    var trace = full ? Optional.of(TRACE) : Optional.<String>empty();
    var headers = new RecordHeaders();
    Envelope.encode(message, NOW, trace)
        .getHeadersMap()
        .forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
    return headers;
  }

  /** What is written has all that is required, nothing that is not described, and fits. */
  private void checkHeaders(String topic, Message message, Headers written, boolean full) {
    var value = JSON.createObjectNode();
    written.forEach(header -> value.put(header.key(), new String(header.value(), UTF_8)));
    var names = new TreeSet<String>();
    value.fieldNames().forEachRemaining(names::add);
    same(
        topic + ": headers of " + message.name() + (full ? "" : ", those that are always there"),
        full ? message.properties() : message.required(),
        names);
    for (var wrong : SCHEMAS.getSchema((JsonNode) message.headers()).validate(value)) {
      faults.add(topic + ": headers of " + message.name() + ": " + wrong.getMessage());
    }
  }

  // --- What comes in

  private void checkReplies(String topic) {
    var service = topic.substring(0, topic.indexOf('.'));
    for (var message : channels.get(topic).messages()) {
      var type = Pattern.compile(message.type().path("pattern").asText("$none"));
      for (var command : channels.get(service + ".commands").messages()) {
        var answer = command.type().path("const").asText().replace(".v1", ".reply.v1");
        same(topic + ": takes " + answer, type.matcher(answer).matches(), true);
      }
      same(topic + ": key", message.keyField(), "ce_" + Envelope.SAGA_ID);
      var samples = Map.of("ce_type", "switchboard." + service + ".x.reply.v1");
      checkRead(topic, message, new ReplyDecoder(), samples);
      same(
          topic + ": headers",
          message.properties(),
          known(Envelope.SAGA_ID, Envelope.STEP_KEY, Envelope.ATTEMPT, Envelope.TRACE_PARENT));
    }
  }

  private void checkEvents(String topic) {
    var types = new TreeSet<String>();
    for (var message : channels.get(topic).messages()) {
      var type = message.type().path("const").asText();
      types.add(type);
      same(topic + ": key", message.keyField(), "orderId");
      checkRead(topic, message, new EventDecoder(Optional.of("acme")), Map.of("ce_type", type));
      same(
          topic + ": headers", message.properties(), known(Envelope.TENANT, Envelope.TRACE_PARENT));
    }
    same(topic + ": types", types, Set.of(SimulatedService.eventTypes().getOrDefault(topic, "")));
  }

  private static Set<String> known(String... extensions) {
    var names = new TreeSet<>(CLOUD_EVENT);
    names.add("content-type");
    List.of(extensions).forEach(extension -> names.add("ce_" + extension));
    return names;
  }

  /** Whatever is required is missed where it lacks, and nothing else is. */
  private void checkRead(
      String topic, Message message, Decoder<?> decoder, Map<String, String> samples) {
    var all = new TreeMap<String, String>();
    message.properties().forEach(name -> all.put(name, "k"));
    all.put("ce_specversion", "1.0");
    all.put("content-type", "application/json");
    all.put("ce_source", "/test");
    all.put("ce_time", NOW.toString());
    all.computeIfPresent("ce_attempt", (_, _) -> "1");
    all.computeIfPresent("ce_traceparent", (_, _) -> TRACE);
    all.putAll(samples);
    same(topic + ": a whole record is read", isRead(topic, decoder, all), true);
    for (var name : message.properties()) {
      var less = new TreeMap<>(all);
      less.remove(name);
      same(
          topic + ": is read without " + name,
          isRead(topic, decoder, less),
          !message.required().contains(name));
    }
  }

  private static boolean isRead(String topic, Decoder<?> decoder, Map<String, String> headers) {
    var record = new RecordHeaders();
    headers.forEach((name, value) -> record.add(name, value.getBytes(UTF_8)));
    var read = decoder.decode(TestRecords.of(topic, "k".getBytes(UTF_8), ANSWER, record));
    return read instanceof Decoder.Message<?>;
  }

  // --- What is told others, and what is put aside

  private void checkConversation() throws IOException {
    var message = channels.get(Topics.CONVERSATION_EVENTS).messages().getFirst();
    var types = new TreeSet<String>();
    message.type().path("enum").forEach(type -> types.add(type.asText()));
    same(Topics.CONVERSATION_EVENTS + ": types", types, conversationTypes());
    for (var trace : List.of(TRACE, "")) {
      var events =
          ConversationEvents.newBuilder()
              .setTenant("acme")
              .setSession("s")
              .setSubject("p")
              .setFirstSequence(1)
              .addEvents(
                  ConversationEvents.Event.newBuilder()
                      .setType("session-created")
                      .setTime(NOW.toEpochMilli())
                      .setTraceparent(trace))
              .build();
      var record = ConversationFeed.records(events).getFirst();
      checkHeaders(record.topic(), message, record.headers(), !trace.isEmpty());
      var body = (ObjectNode) JSON.readTree(record.value());
      same(
          record.topic() + ": key",
          body.path(message.keyField()).asText(),
          new String(record.key(), UTF_8));
      for (var wrong : schema(message).validate(body)) {
        faults.add(record.topic() + ": payload: " + wrong.getMessage());
      }
    }
  }

  /** The names are given in a switch that has a case for each kind of event. */
  private static Set<String> conversationTypes() throws IOException {
    var source = Files.readString(Path.of("src/java/switchboard/wire/SessionFeeds.java"));
    var names = new TreeSet<String>();
    Pattern.compile("(?:setType\\(|saga\\(outline, )\"([a-z-]+)\"")
        .matcher(source)
        .results()
        .forEach(found -> names.add("switchboard.conversation." + found.group(1) + ".v1"));
    if (names.size() != cases(SessionEvent.class)) {
      throw new IllegalStateException("SessionFeeds names other events than there are: " + names);
    }
    return names;
  }

  private static long cases(Class<?> family) {
    return Arrays.stream(family.getPermittedSubclasses())
        .mapToLong(each -> each.isInterface() ? cases(each) : 1)
        .sum();
  }

  private void checkDeadLetters() {
    var outbox = channels.get(Topics.OUTBOX_DEAD_LETTERS).messages().getFirst();
    var entry = DeadLetter.of(7, "1-1", new byte[] {1}, "NOT_AN_ENTRY");
    checkHeaders(entry.topic(), outbox, entry.headers(), false);
    var key = Pattern.compile(outbox.key().path("pattern").asText());
    same(entry.topic() + ": key", key.matcher(new String(entry.key(), UTF_8)).matches(), true);
    for (var topic : Topics.consumed()) {
      var message = channels.get(Topics.deadLetters(topic)).messages().getFirst();
      var record = TestRecords.of(topic, "k".getBytes(UTF_8), ANSWER, new RecordHeaders());
      var letter = DeadLetter.of(record, "NOT_A_CLOUD_EVENT", 1);
      checkHeaders(letter.topic(), message, letter.headers(), false);
      same(letter.topic() + ": key", message.keyField(), "as the original");
      var whole = new HashSet<>(message.required());
      whole.add(DeadLetter.REDRIVEN);
      same(letter.topic() + ": headers", message.properties(), whole);
    }
  }

  private void same(String what, Object described, Object real) {
    if (!described.equals(real)) {
      faults.add(what + ": described as " + described + ", is " + real);
    }
  }
}
