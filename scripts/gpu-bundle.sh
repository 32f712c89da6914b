#!/usr/bin/env bash
# Packs everything that the tests of the CUDA backend need on a Linux machine with an NVIDIA driver and
# nothing else, neither JDK nor network: a runtime, jars, test classes and JUnit's launcher.
#
#     scripts/gpu-bundle.sh [FILE]        default: target/twofold-gpu.tar.xz
#
# Copy the file there and run the command that is printed at the end. It runs every test tagged `gpu`, the
# same classes that run on the emulated driver here, on the machine's own driver. Where there is PyTorch,
# twofold-gpu/cuda-peers.py then compares the speed (see docs/benchmarks.md).
set -euo pipefail

fail() {
  printf 'gpu-bundle: %s\n' "$1" >&2
  exit 1
}

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=../build-support/jdk.sh
. "$root/build-support/jdk.sh"
find_jdk
cd "$root"

bundle=${1:-target/twofold-gpu.tar.xz}
most_bytes=$((40 * 1024 * 1024))
modules="api backend-reference backend-tck cost-model models backend-cuda"
java_modules=java.base,java.logging,java.xml,java.management,jdk.management,jdk.incubator.vector,jdk.unsupported,jdk.zipfs
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.11.0
mkdir -p "$(dirname "$bundle")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
top=$work/twofold-gpu
mkdir -p "$top/lib"

maven() {
  mvn -q -B ${TWOFOLD_MAVEN_OPTS:-} "$@" </dev/null >"$work/maven.log" 2>&1 || {
    grep '^\[ERROR\]' "$work/maven.log" | head -n 5 >&2
    fail "'mvn $*' failed"
  }
}

echo "gpu-bundle: compiling" >&2
rm -rf backend-cuda/target/gpu-lib
# A relative folder is one in each module: only that of the backend is packed.
maven test-compile $plugin:copy-dependencies -pl backend-cuda -am \
  -DincludeScope=test -DoutputDirectory=target/gpu-lib -DexcludeClassifiers=windows-x86_64 \
  -DexcludeGroupIds=dev.twofold,org.junit.jupiter,org.junit.platform,org.apiguardian,org.opentest4j
cp backend-cuda/target/gpu-lib/*.jar "$top/lib/"
# JUnit's launcher with its engines, of the version that the tests are compiled with.
junit=$(sed -n 's|.*<junit.version>5\(.*\)</junit.version>.*|1\1|p' pom.xml)
maven $plugin:copy -N -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit" \
  -DoutputDirectory="$top/lib"

echo "gpu-bundle: packing" >&2
for module in $modules; do
  "$jdk/bin/jar" --create --file "$top/lib/twofold-$module.jar" -C "$module/target/classes" .
done
cp -r backend-cuda/target/test-classes "$top/tests"
cp build-support/logback-test.xml "$top/"
"$jdk/bin/jlink" --add-modules "$java_modules" --output "$top/jre" \
  --strip-debug --no-header-files --no-man-pages --compress=zip-0

cat >"$top/run" <<'RUN'
#!/bin/sh
# Runs the tests of the CUDA backend on this machine's driver. Further arguments go to JUnit's launcher,
# such as --include-classname='.*KernelsTest'. With -Dtwofold.cuda.driver=emulated in TWOFOLD_JAVA_OPTS they
# run without a GPU, where g++ and the sources are.
cd "$(dirname "$0")" || exit
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2>/dev/null ||
  echo "run: nvidia-smi tells of no GPU here; the tests will say what the driver finds" >&2
# shellcheck disable=SC2086  # the options are words
exec jre/bin/java -Xmx4g --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector \
  -Dtwofold.cuda.driver=real -Dtwofold.test.log=OFF -Dlogback.configurationFile=logback-test.xml \
  ${TWOFOLD_JAVA_OPTS:-} -cp "tests:lib/*" \
  org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary \
  --scan-classpath=tests --include-tag=gpu --include-classname='.*Test' --reports-dir=reports "$@"
RUN

cat >"$top/clock" <<'CLOCK'
#!/bin/sh
# Times networks when cuda-peers.py tells it to. Arguments are settings of the backend.
cd "$(dirname "$0")" || exit
exec jre/bin/java -Xmx4g --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector \
  -Dtwofold.cuda.driver=real -Dtwofold.test.log=OFF -Dlogback.configurationFile=logback-test.xml \
  ${TWOFOLD_JAVA_OPTS:-} -cp "tests:lib/*" dev.twofold.cuda.ReplayClock "$@"
CLOCK
cp benchmarks/cuda-peers.py "$top/"
chmod +x "$top/run" "$top/clock" "$top/cuda-peers.py"
git describe --always --dirty >"$top/COMMIT" 2>/dev/null || echo unknown >"$top/COMMIT"
tar -C "$work" -cf - twofold-gpu | xz -T0 -6 >"$bundle"

bytes=$(wc -c <"$bundle")
[ "$bytes" -le "$most_bytes" ] || fail "$bundle has $bytes bytes, more than $most_bytes"
printf 'gpu-bundle: %s, %d.%d MB. On the CUDA machine:\n\n    tar xJf %s && twofold-gpu/run\n\n' \
  "$bundle" $((bytes / 1000000)) $((bytes / 100000 % 10)) "$(basename "$bundle")"
