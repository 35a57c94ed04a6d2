package switchboard.fakes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a client and Redis, command by command, and cuts one connection at a chosen place
 * of a transaction.
 */
public final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int redisPort;
  private final AtomicReference<Cut> next = new AtomicReference<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** Where it is cut, seen from the command at that place. */
  public enum Side {
    /** Redis does not get the command any more. */
    BEFORE,
    /** Redis carries it out, but the client does not see the reply. */
    AFTER,
    /** The client is cut at once; Redis gets the command when it is released. */
    LATE
  }

  /** One cut, at the n-th command counted from WATCH, which is 0. */
  public static final class Cut {
    private final int step;
    private final Side side;
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch made = new CountDownLatch(1);
    private volatile String command = "";

    public Cut(int step, Side side) {
      this.step = step;
      this.side = side;
    }

    /** Lets a late command go on; returns once Redis has dealt with it. */
    public void release() throws InterruptedException {
      released.countDown();
      made.await();
    }

    /** The command at which it was made; empty as long as it was not. */
    public String command() {
      return command;
    }
  }

  public CuttingProxy(int redisPort) {
    this.redisPort = redisPort;
    try {
      listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public String uri() {
    return "redis://127.0.0.1:" + listening.getLocalPort();
  }

  /** Makes one cut, at the next connection that comes by the place. */
  public Cut cut(int step, Side side) {
    var cut = new Cut(step, side);
    next.set(cut);
    return cut;
  }

  private void accept() {
    try {
      while (true) {
        var client = listening.accept();
        var redis = new Socket(InetAddress.getLoopbackAddress(), redisPort);
        client.setTcpNoDelay(true);
        redis.setTcpNoDelay(true);
        sockets.addAll(List.of(client, redis));
        Thread.ofVirtual().start(() -> new Link(client, redis).run());
      }
    } catch (IOException closed) {
      close();
    }
  }

  private final class Link {
    private final Socket client;
    private final Socket redis;
    private volatile boolean mute;
    private final CountDownLatch redisClosed = new CountDownLatch(1);
    private int step = -1;

    Link(Socket client, Socket redis) {
      this.client = client;
      this.redis = redis;
    }

    void run() {
      Thread.ofVirtual().start(this::relayReplies);
      try {
        var in = new BufferedInputStream(client.getInputStream());
        while (true) {
          var command = new ByteArrayOutputStream();
          var name = read(in, command);
          step = name.equals("WATCH") ? 0 : step >= 0 ? step + 1 : -1;
          var cut = due();
          if (cut.isPresent()) {
            make(cut.get(), name, command.toByteArray());
            return;
          }
          redis.getOutputStream().write(command.toByteArray());
          if (name.equals("EXEC") || name.equals("UNWATCH")) {
            step = -1;
          }
        }
      } catch (IOException gone) {
        closeBoth();
      }
    }

    private Optional<Cut> due() {
      var cut = next.get();
      return cut != null && cut.step == step && next.compareAndSet(cut, null)
          ? Optional.of(cut)
          : Optional.empty();
    }

    private void make(Cut cut, String name, byte[] command) throws IOException {
      cut.command = name;
      mute = true;
      try {
        if (cut.side == Side.LATE) {
          client.close();
          cut.released.await();
        }
        if (cut.side != Side.BEFORE) {
          redis.getOutputStream().write(command);
          // Redis deals with what it got before it sees the end and closes in turn.
          redis.shutdownOutput();
          redisClosed.await();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      closeBoth();
      cut.made.countDown();
    }

    private void relayReplies() {
      var buffer = new byte[65_536];
      try {
        var in = redis.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (!mute) {
            client.getOutputStream().write(buffer, 0, read);
          }
        }
      } catch (IOException gone) {
        closeBoth();
      }
      redisClosed.countDown();
      if (!mute) {
        closeBoth();
      }
    }

    private void closeBoth() {
      closeQuietly(client);
      closeQuietly(redis);
    }
  }

  /** Reads one command and returns its name. */
  private static String read(InputStream in, ByteArrayOutputStream copy) throws IOException {
    int words = Integer.parseInt(line(in, copy).substring(1));
    var name = "";
    for (int i = 0; i < words; i++) {
      int length = Integer.parseInt(line(in, copy).substring(1));
      var word = in.readNBytes(length + 2);
      copy.write(word);
      if (i == 0) {
        name = new String(word, 0, length, US_ASCII).toUpperCase(java.util.Locale.ROOT);
      }
    }
    return name;
  }

  private static String line(InputStream in, ByteArrayOutputStream copy) throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      copy.write(b);
      if (b != '\r') {
        line.append((char) b);
      }
    }
    copy.write('\n');
    return line.toString();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(CuttingProxy::closeQuietly);
  }
}
