#!/usr/bin/env bash
# Compiles the kernels of the emulated driver's own tests to the PTX that lies beside these tests.
# Needed only where a kernel changes: the tests themselves take the PTX as it is.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
out="$here/../resources/dev/twofold/cuda/emulator"

for pair in planted:75 planted80:80; do
  name="${pair%%:*}"
  nvcc -O3 -std=c++17 -ptx "-arch=compute_${pair##*:}" "$here/$name.cu" -o "$out/$name.ptx"
  # What the oldest driver for these kernels reads; nothing in them is newer.
  sed -i 's/^\.version .*/.version 7.0/' "$out/$name.ptx"
done
