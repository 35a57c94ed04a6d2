package switchboard.fakes;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** The Java code of a page of the documentation, by the names of its classes. */
public record PageCode(Map<String, String> sources) {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```$");
  private static final Pattern CLASS = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");

  /** Takes every block that has a class. */
  public static PageCode of(Path page) throws IOException {
    var sources = new LinkedHashMap<String, String>();
    for (var block : BLOCK.matcher(Files.readString(page)).results().toList()) {
      var named = CLASS.matcher(block.group(1));
      if (named.find()) {
        sources.put(named.group(1), block.group(1));
      }
    }
    return new PageCode(sources);
  }

  /** The lines that are neither empty nor imports nor a package's name, tests left out. */
  public long lines() {
    return sources.entrySet().stream()
        .filter(source -> !source.getKey().endsWith("Test"))
        .flatMap(source -> source.getValue().lines())
        .filter(line -> !line.isBlank() && !line.matches("(import|package) .*"))
        .count();
  }

  /** Compiles all of it into the directory against what this test runs with, and loads it. */
  public ClassLoader compiled(Path dir) throws IOException {
    for (var source : sources.entrySet()) {
      Files.writeString(dir.resolve(source.getKey() + ".java"), source.getValue());
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var said = new StringWriter();
      var units =
          files.getJavaFileObjectsFromPaths(
              sources.keySet().stream().map(name -> dir.resolve(name + ".java")).toList());
      var options =
          List.of("-d", dir.toString(), "-cp", classPath(), "-Xlint:all,-processing,-classfile");
      if (!compiler.getTask(said, files, null, options, null, units).call()) {
        throw new IllegalStateException("the page's code does not compile: " + said);
      }
    }
    return new URLClassLoader(new URL[] {url(dir)}, PageCode.class.getClassLoader());
  }

  private static URL url(Path dir) throws MalformedURLException {
    return dir.toUri().toURL();
  }

  /** Surefire may hide the class path in a manifest; the loader's own answer is complete. */
  private static String classPath() {
    var real = System.getProperty("surefire.test.class.path", "");
    return List.of(real, System.getProperty("java.class.path")).stream()
        .filter(path -> !path.isEmpty())
        .collect(joining(java.io.File.pathSeparator));
  }
}
