package switchboard.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between the nodes and Redis and passes everything on, request by request and reply by
 * reply, so that a connection can be cut exactly between two of them.
 */
final class RedisProxy implements AutoCloseable {
  /** On which side of a command its connection is cut. */
  enum Side {
    /** Redis never sees the command. */
    BEFORE_THE_COMMAND,
    /** Redis has carried it out; nobody hears of it. */
    BEFORE_THE_REPLY,
    /** The reply is delivered; what comes next is not. */
    AFTER_THE_REPLY,
    /** Not cut: the command, and what follows it on its connection, waits. */
    HELD
  }

  /** A command that is kept from Redis until it is let go. */
  static final class Held {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Waits until the command is here; fails after 10 seconds. */
    void await() {
      within(reached, "the command that is to be held did not come");
    }

    void release() {
      released.countDown();
    }

    private void keep() {
      reached.countDown();
      within(released, "a held command was not let go");
    }

    private static void within(CountDownLatch latch, String otherwise) {
      try {
        if (!latch.await(10, TimeUnit.SECONDS)) {
          throw new AssertionError(otherwise);
        }
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }
  }

  private final ServerSocket server;
  private final int redis;
  private final Map<String, Plan> plans = new ConcurrentHashMap<>();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();

  private RedisProxy(ServerSocket server, int redis) {
    this.server = server;
    this.redis = redis;
  }

  /** What happens to the commands that are about one thing. */
  private static final class Plan {
    final byte[] about;
    final int boundary;
    final Side side;
    final Runnable atTheCut;
    final AtomicInteger seen = new AtomicInteger();

    Plan(String about, int boundary, Side side, Runnable atTheCut) {
      this.about = about.getBytes(UTF_8);
      this.boundary = boundary;
      this.side = side;
      this.atTheCut = atTheCut;
    }
  }

  static RedisProxy start(int port, int redis) {
    try {
      var server = new ServerSocket(port, 64, InetAddress.getLoopbackAddress());
      var proxy = new RedisProxy(server, redis);
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  String uri() {
    return "redis://127.0.0.1:" + server.getLocalPort();
  }

  /** Counts the commands that mention this text, or belong to a transaction that does. */
  void watch(String about) {
    plans.put(about, new Plan(about, Integer.MAX_VALUE, Side.BEFORE_THE_COMMAND, () -> {}));
  }

  /**
   * Cuts the connection of the given one, 1 or more, of the commands that mention this text.
   *
   * @param atTheCut what else happens at that moment
   */
  void cut(String about, int boundary, Side side, Runnable atTheCut) {
    plans.put(about, new Plan(about, boundary, side, atTheCut));
  }

  /** Keeps the next command that mentions this text from Redis. */
  Held hold(String about) {
    var held = new Held();
    cut(about, 1, Side.HELD, held::keep);
    return held;
  }

  /** How many of these commands have passed; forgets them. */
  int forget(String about) {
    return plans.remove(about).seen.get();
  }

  @Override
  public void close() {
    closed(server);
    links.forEach(Link::cut);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var link = new Link(server.accept());
        links.add(link);
        Thread.ofVirtual().start(link::requests);
        Thread.ofVirtual().start(link::replies);
      } catch (IOException closedOrRefused) {
        continue; // Redis may be away: the client is refused as it would be by Redis
      }
    }
  }

  private static void closed(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception alreadyGone) {
      return;
    }
  }

  /** One connection of a node. */
  private final class Link {
    private final Socket node;
    private final Socket server = new Socket();
    private final Queue<Optional<Plan>> unanswered = new ConcurrentLinkedQueue<>();

    /** The thing that the transaction under way is about. */
    private Optional<Plan> transaction = Optional.empty();

    Link(Socket node) throws IOException {
      this.node = node;
      try {
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), redis), 1000);
      } catch (IOException away) {
        node.close();
        throw away;
      }
      node.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void cut() {
      links.remove(this);
      closed(node);
      closed(server);
    }

    void requests() {
      try (var in = new BufferedInputStream(node.getInputStream(), 1 << 16);
          var out = new BufferedOutputStream(server.getOutputStream(), 1 << 16)) {
        while (true) {
          var request = Resp.read(in);
          var due = due(request);
          if (due.isPresent() && due.get().side == Side.BEFORE_THE_COMMAND) {
            out.flush();
            due.get().atTheCut.run();
            return;
          }
          if (due.isPresent() && due.get().side == Side.HELD) {
            out.flush();
            due.get().atTheCut.run();
            due = Optional.empty();
          }
          if (!Resp.command(request).endsWith("SUBSCRIBE")) {
            unanswered.add(due);
          }
          out.write(request);
          if (in.available() == 0) {
            out.flush();
          }
        }
      } catch (IOException gone) {
        return;
      } finally {
        cut();
      }
    }

    void replies() {
      try (var in = new BufferedInputStream(server.getInputStream(), 1 << 16);
          var out = new BufferedOutputStream(node.getOutputStream(), 1 << 16)) {
        while (true) {
          var reply = Resp.read(in);
          Optional<Plan> due = Resp.isPush(reply) ? Optional.empty() : unanswered.remove();
          if (due.isEmpty() || due.get().side == Side.AFTER_THE_REPLY) {
            out.write(reply);
          }
          if (due.isPresent() || in.available() == 0) {
            out.flush();
          }
          if (due.isPresent()) {
            due.get().atTheCut.run();
            return;
          }
        }
      } catch (IOException gone) {
        return;
      } finally {
        cut();
      }
    }

    /** The plan that says that this is where to cut. */
    private Optional<Plan> due(byte[] request) {
      var plan = transaction.or(() -> about(request));
      switch (Resp.command(request)) {
        case "WATCH" -> transaction = plan;
        case "EXEC", "DISCARD", "UNWATCH" -> transaction = Optional.empty();
        default -> {} // neither begins nor ends one
      }
      return plan.filter(it -> it.seen.incrementAndGet() == it.boundary);
    }

    private Optional<Plan> about(byte[] request) {
      return plans.values().stream().filter(plan -> contains(request, plan.about)).findFirst();
    }
  }

  static boolean contains(byte[] text, byte[] part) {
    for (int from = 0; from <= text.length - part.length; from++) {
      int same = 0;
      while (same < part.length && text[from + same] == part[same]) {
        same++;
      }
      if (same == part.length) {
        return true;
      }
    }
    return false;
  }
}
