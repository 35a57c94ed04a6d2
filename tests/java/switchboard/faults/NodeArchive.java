package switchboard.faults;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What makes a node start as fast as in an installed copy: its classes in a jar instead of a
 * directory, and mapped from an archive that an earlier process left.
 */
public final class NodeArchive {
  private final String classPath;
  private final Path archive;

  private NodeArchive(String classPath, Path archive) {
    this.classPath = classPath;
    this.archive = archive;
  }

  /** Makes the jar; the archive is there once a process of {@link #making} has ended. */
  public static NodeArchive in(Path directory) throws IOException {
    var jar = directory.resolve("switchboard.jar");
    pack(Path.of("target", "classes"), jar);
    var libraries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> Files.isRegularFile(Path.of(entry)));
    return new NodeArchive(
        Stream.concat(Stream.of(jar.toString()), libraries)
            .collect(Collectors.joining(File.pathSeparator)),
        directory.resolve("node.jsa"));
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.walk(classes)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  /** The command of a node that leaves the archive behind when it ends in order. */
  public List<String> making(List<String> command) {
    return with("-XX:ArchiveClassesAtExit=" + archive, command);
  }

  /** The command of a node that starts from the archive. */
  public List<String> using(List<String> command) {
    return with("-XX:SharedArchiveFile=" + archive, command);
  }

  private List<String> with(String option, List<String> command) {
    var changed = new ArrayList<>(command);
    changed.set(changed.indexOf("-cp") + 1, classPath);
    changed.addAll(
        changed.indexOf("-cp"),
        List.of("-Xlog:disable", "-Xlog:all=error,cds*=off:stderr", option));
    return changed;
  }
}
