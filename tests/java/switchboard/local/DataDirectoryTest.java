package switchboard.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.privacy.KeyEncryptionKeys;

class DataDirectoryTest {
  @TempDir Path dir;

  @Test
  void keyEncryptionKeysAreMadeOnceAndForTheirOwnerAlone() throws Exception {
    String made;
    try (var data = DataDirectory.hold(dir)) {
      var file = data.keyEncryptionKeys();
      assertThat(file).isEqualTo(DataDirectory.keyEncryptionKeys(data.root()));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(KeyEncryptionKeys.read(file).current()).isEqualTo("k1");
      made = Files.readString(file);
    }
    try (var data = DataDirectory.hold(dir)) {
      assertThat(Files.readString(data.keyEncryptionKeys())).isEqualTo(made);
    }
    try (var files = Files.list(dir)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("kek", "lock", "logs");
    }
  }
}
