#!/usr/bin/env bash
# Runs tests on newer versions of Node, which come from the npm packages that carry their binaries:
# scripts/other-nodes.sh [VERSION...] [-- vitest's arguments]. Without arguments it runs all tests
# of `npm test`, on Node 22, 24 and 26.
set -euo pipefail
cd "$(dirname "$0")/.."

versions=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  versions+=("$1")
  shift
done
[ $# -eq 0 ] || shift
[ ${#versions[@]} -gt 0 ] || versions=(22 24 26)

package=node-linux-$(node -p process.arch)
for version in "${versions[@]}"; do
  npx --yes --package "$package@$version" -- node --version
  npx --yes --package "$package@$version" -- node node_modules/vitest/vitest.mjs run "$@"
done
