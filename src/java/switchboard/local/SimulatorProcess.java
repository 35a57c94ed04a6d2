package switchboard.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import switchboard.simulators.DialsFile;
import switchboard.simulators.ServiceSettings;
import switchboard.simulators.SimulatedService;

/** A simulated service as a process of its own. */
public final class SimulatorProcess {
  private SimulatorProcess() {}

  /**
   * Runs a service until the process is told to stop; says on standard output when it is ready.
   *
   * @param name one of {@link SimulatedService#names}
   * @param dials options that change the dials first, as {@link switchboard.simulators.Dials#with};
   *     what they do not name stays as the service's control file says
   * @return the process's exit code: 0 when it was told to stop, 1 when it could not go on
   * @throws IOException if the data directory cannot be used
   * @throws IllegalArgumentException if the name or an option is not known
   */
  public static int run(String name, ServiceSettings settings, List<String> dials)
      throws IOException {
    if (!dials.isEmpty()) {
      var file = DialsFile.in(settings.dataDir());
      file.write(file.read().with(dials));
    }
    var service = SimulatedService.start(name, settings);
    var stopped = new CountDownLatch(1);
    var exitCode = new AtomicInteger();
    var http = service.http().map(address -> " http=" + text(address)).orElse("");
    service.ready().thenRun(() -> System.out.println(name + " service ready" + http));
    service
        .completion()
        .whenComplete(
            (_, failure) -> {
              exitCode.set(failure == null ? 0 : 1);
              stopped.countDown();
            });
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  service.close();
                  await(stopped);
                },
                "stop-" + name));
    await(stopped);
    return exitCode.get();
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
