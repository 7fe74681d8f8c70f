#!/usr/bin/env bash
# Runs a command as on a machine that has no LLVM: scripts/without-llvm.sh npm test
# A private mount namespace shows folders without LLVM's files. Debian's links to them stay and lead
# nowhere, as after removing a package by hand. Linux only.
set -euo pipefail

if [ -z "${WITHOUT_LLVM:-}" ]; then
  export WITHOUT_LLVM=1
  exec unshare --map-root-user --mount "$0" "$@"
fi

# Shows, instead of $1, a folder of links to its entries, except for names that match $2.
hide() {
  local original shown
  original=$(mktemp -d -p "$layer") shown=$(mktemp -d -p "$layer")
  mount --bind "$1" "$original"
  find "$original" -mindepth 1 -maxdepth 1 -regextype posix-extended ! -regex ".*/($2)" \
    -exec ln -s -t "$shown" {} +
  mount --bind "$shown" "$1"
}

layer=/mnt
mount -t tmpfs tmpfs "$layer"
for folder in /usr/lib/llvm-*; do mount -t tmpfs tmpfs "$folder"; done
for folder in /usr/lib /usr/lib64 /usr/lib/*-linux-gnu /usr/local/lib; do
  if compgen -G "$folder/libLLVM*" >/dev/null; then hide "$(realpath "$folder")" 'libLLVM.*'; fi
done
for tool in /usr/bin/{lli,opt} /usr/local/bin/{lli,opt}; do
  if [ -f "$tool" ] && [ ! -L "$tool" ]; then hide "$(dirname "$tool")" 'lli|opt'; fi
done
mkdir "$layer/bin"
ln -s /nowhere/lli "$layer/bin/lli"
export PATH="$layer/bin:$PATH"
unset KALEIDOSCOPE_LLVM KALEIDOSCOPE_REQUIRE_LLVM
exec "$@"
