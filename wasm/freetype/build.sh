#!/bin/sh
# Builds freetype.wasm from the sources of FreeType 2.13.3, which the npm package freetype2 2.1.0 carries. Needs npm and
# Debian's clang-14, lld-14, wasi-libc and libclang-rt-14-dev-wasm32: sh wasm/freetype/build.sh
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent freetype2@2.1.0)
echo "86bed3f3b7c77292edae01a644ff26f0f2b43c3cf5e4333fb8714cc57bc6420d  $work/freetype2-2.1.0.tgz" | sha256sum --check --quiet
tar -xzf "$work/freetype2-2.1.0.tgz" -C "$work"
source=$work/package/vendor/freetype
set --
for file in base/ftsystem base/ftinit base/ftdebug base/ftbase base/ftmm sfnt/sfnt truetype/truetype cff/cff \
  psaux/psaux psnames/psnames pshinter/pshinter autofit/autofit; do
  set -- "$@" "$source/src/$file.c"
done
clang-14 --target=wasm32-wasi --sysroot=/usr -Oz -DNDEBUG -DFT2_BUILD_LIBRARY \
  '-DFT_CONFIG_MODULES_H="modules.h"' '-DFT_CONFIG_OPTIONS_H="options.h"' \
  -Ishim -I. "-I$source/include" -I/usr/include/wasm32-wasi -L/usr/lib/wasm32-wasi \
  -nostartfiles -Wl,--no-entry -Wl,--strip-all -Wl,--gc-sections -Wl,-z,stack-size=1048576 -Wl,--stack-first \
  -Wl,--initial-memory=2097152 -Wl,--max-memory=268435456 \
  -o freetype.wasm outline.c "$@"
