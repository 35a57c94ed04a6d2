# Finds a JDK that can build and run Switchboard and exports it as JAVA_HOME.
# The default `java` of a machine may be older; Maven and the launcher follow
# JAVA_HOME. Sourced by `build` and `switchboard`.

jdk_needed=25
# What must be there: an installed copy builds nothing, so it says java.
jdk_program=javac

# Succeeds if $1 is the home of a JDK of that version or later.
is_new_jdk() {
  [ -x "$1/bin/$jdk_program" ] && [ -r "$1/release" ] || return 1
  local version
  version="$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")"
  [ -n "$version" ] && [ "$version" -ge "$jdk_needed" ]
}

find_jdk() {
  local home javac
  javac="$(command -v javac || true)"
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "${javac:+$(dirname "$(dirname "$(readlink -f "$javac")")")}"; do
    if [ -n "$home" ] && is_new_jdk "$home"; then
      export JAVA_HOME="$home"
      return 0
    fi
  done
  echo "switchboard: no JDK $jdk_needed or later found: install one (for example" \
    "temurin-$jdk_needed-jdk) or set JAVA_HOME to its directory" >&2
  exit 1
}
