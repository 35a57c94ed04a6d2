package switchboard.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An AsyncAPI 3.0 document, with what it refers to put in its place. */
final class AsyncApi {
  private final JsonNode root;

  private AsyncApi(JsonNode root) {
    this.root = root;
  }

  /**
   * A topic as it is described.
   *
   * @param address its name
   * @param operations "send" or "receive", as seen from Switchboard
   */
  record Channel(String address, JsonNode kafka, List<Message> messages, List<String> operations) {}

  /**
   * One kind of record.
   *
   * @param headers a JSON schema of all of its headers
   * @param payload the payload's schema file; empty if it refers to none
   * @param keyField where the record's key comes from
   */
  record Message(String name, ObjectNode headers, String payload, JsonNode key, String keyField) {
    Set<String> properties() {
      var names = new TreeSet<String>();
      headers.path("properties").fieldNames().forEachRemaining(names::add);
      return names;
    }

    Set<String> required() {
      var names = new TreeSet<String>();
      headers.path("required").forEach(name -> names.add(name.asText()));
      return names;
    }

    JsonNode type() {
      return headers.path("properties").path("ce_type");
    }
  }

  /** Reads a document. */
  static AsyncApi parse(String yaml) throws JsonProcessingException {
    return new AsyncApi(new YAMLMapper().readTree(yaml));
  }

  String version() {
    return root.path("asyncapi").asText();
  }

  /** The topics, by the ids of their channels. */
  Map<String, Channel> channels() {
    var channels = new TreeMap<String, Channel>();
    for (var named : root.path("channels").properties()) {
      var channel = named.getValue();
      var messages = new ArrayList<Message>();
      channel.path("messages").forEach(message -> messages.add(message(resolve(message))));
      var operations = new ArrayList<String>();
      for (var operation : root.path("operations")) {
        var ref = operation.path("channel").path("$ref").asText();
        if (ref.equals("#/channels/" + named.getKey())) {
          operations.add(operation.path("action").asText());
        }
      }
      channels.put(
          named.getKey(),
          new Channel(
              channel.path("address").asText(),
              channel.path("bindings").path("kafka"),
              messages,
              operations.stream().sorted().toList()));
    }
    return channels;
  }

  /** How many operations there are. */
  int operations() {
    return root.path("operations").size();
  }

  /** How many messages there are that channels can refer to. */
  Set<String> messages() {
    var names = new TreeSet<String>();
    root.path("components").path("messages").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private Message message(JsonNode message) {
    var headers = JsonNodeFactory.instance.objectNode();
    message.path("traits").forEach(trait -> merge(headers, resolve(trait).path("headers")));
    merge(headers, message.path("headers"));
    var key = resolve(message.path("bindings")).path("kafka").path("key");
    return new Message(
        message.path("name").asText(),
        headers,
        message.path("payload").path("schema").path("$ref").asText(),
        key,
        key.path("x-field").asText());
  }

  /** As traits are merged: what comes later wins, objects are merged. */
  private static void merge(ObjectNode into, JsonNode from) {
    for (var field : from.properties()) {
      if (into.get(field.getKey()) instanceof ObjectNode inner && field.getValue().isObject()) {
        merge(inner, field.getValue());
      } else {
        into.set(field.getKey(), field.getValue().deepCopy());
      }
    }
  }

  private JsonNode resolve(JsonNode node) {
    if (!node.has("$ref")) {
      return node;
    }
    var ref = node.get("$ref").asText();
    var found = root.at(ref.substring(1));
    if (!ref.startsWith("#/") || found.isMissingNode()) {
      throw new IllegalArgumentException("nothing is at " + ref);
    }
    return resolve(found);
  }
}
