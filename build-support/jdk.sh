# Finds the JDK that the launchers run on. Sourced by them; they define `fail MESSAGE`.
# shellcheck shell=sh

required=25

# Whether a folder is a JDK of the required version or newer, by its file "release": starting every
# candidate to ask it would take longer than the program itself.
is_jdk() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r key value || [ -n "$key" ]; do
    if [ "$key" = JAVA_VERSION ]; then
      value=${value#\"}
      [ "${value%%[!0-9]*}" -ge "$required" ] 2>/dev/null
      return
    fi
  done <"$1/release"
  return 1
}

# The JDK that a java on the PATH belongs to.
jdk_on_path() {
  java=$(command -v java) || return 0
  while [ -h "$java" ]; do
    link=$(readlink "$java")
    case $link in
      /*) java=$link ;;
      *) java=${java%/*}/$link ;;
    esac
  done
  printf '%s\n' "${java%/bin/java}"
}

find_jdk() {
  if [ -n "${TWOFOLD_JAVA_HOME:-}" ]; then
    is_jdk "$TWOFOLD_JAVA_HOME" ||
      fail "TWOFOLD_JAVA_HOME=$TWOFOLD_JAVA_HOME is no JDK $required or newer; point it to one or unset it"
    jdk=$TWOFOLD_JAVA_HOME
    return
  fi
  for jdk in "${JAVA_HOME:-}" "$(jdk_on_path)" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if is_jdk "$jdk"; then
      return
    fi
  done
  fail "needs a JDK $required or newer and found none; install one (such as Eclipse Temurin $required) or set TWOFOLD_JAVA_HOME"
}
