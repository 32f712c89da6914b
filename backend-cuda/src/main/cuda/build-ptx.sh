#!/usr/bin/env bash
# Compiles every .cu of this folder to PTX and writes what is in it into kernels.properties. Run it after
# any change here, and commit what it writes:
#
#     backend-cuda/src/main/cuda/build-ptx.sh [output folder]
#
# It needs nvcc 13.0, and for the bytes to be the same as those committed exactly the version that
# kernels.properties names. The output folder is that of the resources unless another is given.
#
# PTX for compute capability 7.5 runs on every later card. nvcc 13 writes PTX version 9.0, which needs
# driver 580; nothing in the kernels needs more than 7.0, driver 450, so that is what the text then says
# (the assembler names any feature for which that is too low). A source NAME_sm80.cu is for compute
# capability 8.0 and later.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")"
out=${1:-../resources/dev/twofold/cuda/kernels}
flags="-O3 -std=c++17 -ptx"
version=$(nvcc --version | sed -n 's/.*release.*, V//p')
mkdir -p "$out"
rm -f "$out"/*.ptx "$out"/kernels.properties

compile() { # NAME
  local target=75
  [[ $1 =~ _sm([0-9]+)$ ]] && target=${BASH_REMATCH[1]}
  # shellcheck disable=SC2086
  nvcc $flags -arch="compute_$target" "$1.cu" -o "$out/$1.ptx"
  sed -i 's/^\.version .*/.version 7.0/' "$out/$1.ptx"
}

# For each entry its module, parameters (type, or size in bytes and alignment of a structure), static
# shared memory in bytes and the most threads of a block.
entries() { # NAME
  awk -v module="$1" '
    function parameter(    type, bytes, align) {
      type = ""; align = ""
      for (i = 1; i <= NF; i++) {
        if ($i ~ /^\.[usfb][0-9]+$/) type = substr($i, 2)
        if ($i == ".align") align = $(i + 1)
      }
      if (match($NF, /\[[0-9]+\]/)) {
        bytes = substr($NF, RSTART + 1, RLENGTH - 2)
        return type "[" bytes "]/" align
      }
      return type
    }
    /^\.visible \.entry / { name = $3; sub(/\(.*/, "", name); list = ""; shared = 0; threads = 1024 }
    /^[ \t]*\.param / { sub(/,[ \t]*$/, ""); list = list (list == "" ? "" : " ") parameter() }
    /^\.maxntid / { gsub(/,/, ""); threads = $2 * $3 * $4 }
    /^[ \t]*\.shared / && match($0, /\[[0-9]+\]/) { shared += substr($0, RSTART + 1, RLENGTH - 2) }
    /^}/ {
      printf "entry.%s.module = %s\n", name, module
      printf "entry.%s.parameters = %s\n", name, list
      printf "entry.%s.shared = %d\n", name, shared
      printf "entry.%s.threads = %d\n", name, threads
    }' "$out/$1.ptx"
}

hashes() { # PREFIX FILE...
  local prefix=$1
  shift
  sha256sum "$@" | while read -r hash file; do echo "$prefix.${file##*/} = $hash"; done
}

names=$(ls ./*.cu | sed 's|^\./||; s|\.cu$||')
for name in $names; do compile "$name"; done
{
  echo "# Written by build-ptx.sh: what the PTX beside this file was made from, and what is in it."
  echo "nvcc = $version"
  echo "flags = $flags"
  hashes source ./*.cu ./*.cuh build-ptx.sh
  hashes ptx "$out"/*.ptx
  for name in $names; do entries "$name"; done
} >"$out/kernels.properties"
