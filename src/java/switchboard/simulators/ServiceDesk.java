package switchboard.simulators;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import switchboard.simulators.LedgerReader.Entry;
import switchboard.simulators.LedgerReader.Kind;

/**
 * Decides what each command does, once per step key, whichever way it came, and notes it before
 * anybody hears of it. What changed is found again in the ledger at the next start.
 *
 * <p>Any thread may use it.
 */
final class ServiceDesk implements AutoCloseable {
  /**
   * A command with its answer, and how the answer is to be sent.
   *
   * @param withheld whether the service is silent
   * @param lost whether the answer gets lost on its way
   * @param latencyMillis how long the answer takes
   * @param copyMillis how long a second copy of it takes; empty if none is sent
   * @param inOrder whether it waits for earlier answers about the same thing
   */
  record Served(
      ServiceCommand command,
      ServiceAnswer answer,
      boolean withheld,
      boolean lost,
      long latencyMillis,
      OptionalLong copyMillis,
      boolean inOrder) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final ServiceRules rules;
  private final ServiceRules.World world;
  private final DialsFile dials;
  private final Ledger ledger;

  ServiceDesk(ServiceRules rules, long seed, Path dataDir) throws IOException {
    this.rules = rules;
    this.world = new ServiceRules.World(new SimulatedWorld(seed), new Overlay());
    this.dials = DialsFile.in(dataDir);
    this.ledger = Ledger.open(dataDir, this::apply);
  }

  /** Decides the commands, in this order; when it returns, all of it is noted. */
  List<Served> serve(List<ServiceCommand> commands) throws IOException {
    lock.lock();
    try {
      var dialled = dials.current();
      var served = new ArrayList<Served>();
      for (var command : commands) {
        served.add(serve(command, dialled, Instant.now()));
      }
      ledger.flush();
      return served;
    } finally {
      lock.unlock();
    }
  }

  /** Notes answers that were sent. */
  void answered(List<Served> sent) throws IOException {
    lock.lock();
    try {
      for (var one : sent) {
        ledger.answered(one.command(), one.answer(), Instant.now());
      }
      ledger.flush();
    } finally {
      lock.unlock();
    }
  }

  /** Notes an event, once, and says since when it is true; empty if it was told before. */
  Optional<Instant> happened(UnaskedEvent event) throws IOException {
    lock.lock();
    try {
      if (ledger.isTold(event.id())) {
        return Optional.empty();
      }
      if (ledger.event(event.id()).isEmpty()) {
        apply(ledger.happened(event, Instant.now()));
        ledger.flush();
      }
      return ledger.event(event.id());
    } finally {
      lock.unlock();
    }
  }

  /** Notes that an event is in its topic. */
  void told(String eventId) throws IOException {
    lock.lock();
    try {
      ledger.told(eventId, Instant.now());
      ledger.flush();
    } finally {
      lock.unlock();
    }
  }

  private Served serve(ServiceCommand command, Dials dialled, Instant now) throws IOException {
    int count = ledger.received(command, now);
    var answer = answer(command, count, dialled, now);
    var twice = draw("duplicate", command, count) < dialled.duplicates();
    return new Served(
        command,
        answer,
        dialled.silent(),
        draw("lose", command, count) < dialled.lose(),
        dialled.latency().millis(draw("latency", command, count)),
        twice
            ? OptionalLong.of(dialled.latency().millis(draw("copy", command, count)))
            : OptionalLong.empty(),
        !dialled.reorder());
  }

  // An error has no effect, so that a repeat of the step may still succeed; a decision is for good.
  private ServiceAnswer answer(ServiceCommand command, int count, Dials dialled, Instant now)
      throws IOException {
    var known = ledger.effect(command.stepKey());
    if (known.isPresent()) {
      return known.get();
    }
    if (draw("error", command, count) < dialled.errors()) {
      return ServiceAnswer.refused("SERVICE_ERROR", now);
    }
    var name = command.nameFor(rules.name());
    var refused = dialled.refuse().contains(name);
    if (refused && rules.compensations().containsKey(name)) {
      // Taking something back may be tried again when whoever refuses it has been talked round.
      return ServiceAnswer.refused("REFUSED", now);
    }
    var answer = refused ? ServiceAnswer.refused("REFUSED", now) : decide(name, command, now);
    apply(ledger.effected(command, answer));
    return answer;
  }

  private ServiceAnswer decide(String name, ServiceCommand command, Instant now) {
    var original = rules.compensations().get(name);
    if (original != null) {
      return takeBack(original, command, now);
    }
    if (world.changes().isTakenBack(command.stepKey())) {
      return ServiceAnswer.refused("TAKEN_BACK", now);
    }
    return rules.questions().contains(name) || rules.compensations().containsValue(name)
        ? rules.answer(world, name, command, now)
        : ServiceAnswer.refused("UNKNOWN_COMMAND", now);
  }

  private ServiceAnswer takeBack(String original, ServiceCommand command, Instant now) {
    if (command.undoes().isEmpty()) {
      return ServiceAnswer.refused("UNDOES_MISSING", now);
    }
    var change = world.changes().standing(command.undoes());
    if (change.isPresent() && !change.get().command().equals(original)) {
      return ServiceAnswer.refused("UNDOES_ANOTHER", now);
    }
    return ServiceAnswer.of(Map.of("undone", String.valueOf(change.isPresent())), now);
  }

  /** What a line of the ledger changes, when it is written and when it is read again. */
  private void apply(Entry entry) {
    if (entry.kind() == Kind.EVENT) {
      world
          .changes()
          .add(new Overlay.Change(entry.stepKey(), Overlay.EVENT, entry.body(), entry.facts()));
    }
    if (entry.kind() == Kind.EFFECT && entry.ok()) {
      var name = ServiceCommand.nameFor(rules.name(), entry.type());
      if (rules.compensations().containsKey(name)) {
        world.changes().takeBack(entry.undoes());
      } else if (rules.compensations().containsValue(name)) {
        world.changes().add(new Overlay.Change(entry.stepKey(), name, entry.body(), entry.facts()));
      }
    }
  }

  private double draw(String what, ServiceCommand command, int count) {
    return world.made().draw(what, command.stepKey(), count);
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      ledger.close();
    } finally {
      lock.unlock();
    }
  }
}
