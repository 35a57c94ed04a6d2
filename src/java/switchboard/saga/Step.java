package switchboard.saga;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One step of a saga, declared: what is asked of whom, what it discloses, how often it is repeated,
 * how it is taken back, and what the session is told of it.
 *
 * @param name unique within the saga: a-z, 0-9 and "-"
 * @param after the steps that must have been taken, or passed over, before this one starts
 * @param when whether it is taken at all; asked when the steps before it are done with
 * @param discloses what the service gets to know: its name for a field, and where the value comes
 *     from, as {@link Known#value} reads it
 * @param undo how it is taken back when a later one finally fails; empty if it has no effect
 * @param tells the kind of fact that its answer is to the session, and the input that names the
 *     thing; empty if the session is not told
 */
public record Step(
    String name,
    Call call,
    Set<String> after,
    Predicate<Known> when,
    Map<String, String> discloses,
    Repeat repeat,
    Optional<Undo> undo,
    Optional<Telling> tells) {

  /** Of what kind a step's fact is, and which input names the thing it is about. */
  public record Telling(String kind, String idFrom) {}

  /** How a step is taken back. What it discloses is read as for a step. */
  public record Undo(Call call, Map<String, String> discloses, Repeat repeat) {
    public Undo {
      discloses = Map.copyOf(discloses);
    }
  }

  /** Whom a step asks. */
  public sealed interface Call {
    /**
     * A command over Kafka.
     *
     * @param keyedBy where the record's key comes from: what stays in order shares it
     */
    record Command(String topic, String type, String keyedBy) implements Call {}

    /**
     * A request over HTTP.
     *
     * @param service its section of {@code switchboard.services}
     * @param path may name disclosed fields in braces; they are not in the body then
     */
    record Http(String service, String method, String path) implements Call {
      public Http {
        if (!Set.of("GET", "POST", "PUT", "DELETE").contains(method) || !path.startsWith("/")) {
          throw new IllegalArgumentException("not a request: " + method + " " + path);
        }
      }
    }

    /**
     * A decision of the user. The answer's attribute {@value Step#CHOICE} is one of the options, or
     * {@code orElse} if none came in time.
     */
    record Decision(List<String> options, String orElse) implements Call {
      public Decision {
        options = List.copyOf(options);
      }
    }
  }

  /**
   * How long an attempt may take and how often it is repeated. A service that does not answer is
   * asked again after {@code within}, which doubles up to {@code pauseMax}; one that answers that
   * it cannot just now is asked again after {@code pauseMin}, which doubles likewise.
   *
   * @param attempts 1 or more, the first one included
   */
  public record Repeat(Duration within, int attempts, Duration pauseMin, Duration pauseMax) {
    public Repeat {
      if (attempts < 1 || within.isNegative() || within.isZero() || pauseMin.isNegative()) {
        throw new IllegalArgumentException("a step needs a time and at least one attempt");
      }
    }

    Duration within(int attempt) {
      return doubled(within, attempt);
    }

    Duration pause(int attempt) {
      return doubled(pauseMin, attempt);
    }

    private Duration doubled(Duration first, int attempt) {
      var longer = first.multipliedBy(1L << Math.clamp(attempt - 1, 0, 20));
      var bound = pauseMax.compareTo(first) < 0 ? first : pauseMax;
      return longer.compareTo(bound) < 0 ? longer : bound;
    }
  }

  /** Name of the attribute that a decision is in. */
  public static final String CHOICE = "choice";

  /** Ends the name of what takes a step back. */
  static final String UNDO = ".undo";

  private static final Repeat DEFAULT =
      new Repeat(Duration.ofSeconds(3), 8, Duration.ofMillis(500), Duration.ofSeconds(10));

  /**
   * A compensation is not given up lightly: with these pauses it is tried for about ten minutes.
   */
  private static final Repeat PATIENT =
      new Repeat(Duration.ofSeconds(3), 25, Duration.ofMillis(500), Duration.ofSeconds(30));

  public Step {
    if (!name.matches("[a-z][a-z0-9-]{0,31}")) {
      throw new IllegalArgumentException("not a step's name: " + name);
    }
    after = Set.copyOf(after);
    discloses = Map.copyOf(discloses);
  }

  /** A command over Kafka; it discloses the input that it is keyed by. */
  public static Step command(String name, String topic, String type, String keyedBy) {
    var step = of(name, new Call.Command(topic, type, keyedBy));
    return keyedBy.equals(Known.SUBJECT) ? step : step.disclosing(keyedBy);
  }

  /** A request over HTTP. */
  public static Step http(String name, String service, String method, String path) {
    return of(name, new Call.Http(service, method, path));
  }

  /** A decision of the user, for which the saga waits so long. */
  public static Step decision(String name, Duration within, String orElse, String... options) {
    var call = new Call.Decision(List.of(options), orElse);
    return new Step(
        name,
        call,
        Set.of(),
        _ -> true,
        Map.of(),
        new Repeat(within, 1, Duration.ZERO, within),
        Optional.empty(),
        Optional.empty());
  }

  private static Step of(String name, Call call) {
    return new Step(
        name, call, Set.of(), _ -> true, Map.of(), DEFAULT, Optional.empty(), Optional.empty());
  }

  /** Starts only when these have been taken or passed over. Steps without are taken at once. */
  public Step after(String... steps) {
    return new Step(name, call, Set.of(steps), when, discloses, repeat, undo, tells);
  }

  /** Is passed over unless this holds when the steps before it are done with. */
  public Step when(Predicate<Known> condition) {
    return new Step(name, call, after, condition, discloses, repeat, undo, tells);
  }

  /** The service gets to know this, under its own name. */
  public Step disclosing(String field) {
    return disclosing(field, field);
  }

  /** The service gets to know this, from there: see {@link Known#value}. */
  public Step disclosing(String field, String from) {
    var more = new LinkedHashMap<>(discloses);
    more.put(field, from);
    return new Step(name, call, after, when, more, repeat, undo, tells);
  }

  public Step repeated(Repeat how) {
    return new Step(name, call, after, when, discloses, how, undo, tells);
  }

  /**
   * Taken back by a command of this type to the same topic, which discloses what the step does by
   * now: say first what that is.
   */
  public Step undoneBy(String type) {
    if (!(call instanceof Call.Command(var topic, _, var keyedBy))) {
      throw new IllegalArgumentException("only a command is undone by a command: " + name);
    }
    return undoneBy(new Undo(new Call.Command(topic, type, keyedBy), discloses, PATIENT));
  }

  /**
   * As {@link #undoneBy(String)}, but of what the step discloses only these fields, by their names.
   */
  public Step undoneBy(String type, String... fields) {
    var same = undoneBy(type).undo.orElseThrow();
    var fewer = new LinkedHashMap<>(same.discloses());
    fewer.keySet().retainAll(Set.of(fields));
    if (fewer.size() < fields.length) {
      throw new IllegalArgumentException("not all of it is disclosed by the step: " + name);
    }
    return undoneBy(new Undo(same.call(), fewer, same.repeat()));
  }

  public Step undoneBy(Undo how) {
    return new Step(name, call, after, when, discloses, repeat, Optional.of(how), tells);
  }

  /** The session is told the answer, as a fact of this kind about what the input names. */
  public Step telling(String kind, String idFrom) {
    return new Step(
        name, call, after, when, discloses, repeat, undo, Optional.of(new Telling(kind, idFrom)));
  }

  String undoName() {
    return name + UNDO;
  }

  /** What a step was asked with is there when it is taken back; nothing else is sure to be. */
  boolean canBeTakenBack() {
    var sure = new LinkedHashSet<>(sources(call, discloses));
    sure.add(Known.SUBJECT);
    return undo.stream().allMatch(how -> sure.containsAll(sources(how.call(), how.discloses())));
  }

  private static Set<String> sources(Call call, Map<String, String> discloses) {
    var names = new LinkedHashSet<>(discloses.values());
    if (call instanceof Call.Command(_, _, var keyedBy)) {
      names.add(keyedBy);
    }
    return names;
  }

  /** Everything that a step of this name needs from the input, for the plan's own check. */
  Set<String> inputs() {
    var names = new LinkedHashSet<>(sources(call, discloses));
    tells.ifPresent(telling -> names.add(telling.idFrom()));
    names.removeIf(from -> from.equals(Known.SUBJECT) || from.contains("."));
    return names;
  }
}
