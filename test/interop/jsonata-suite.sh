#!/usr/bin/env bash
# Runs the mapping compiler over jsonata's own test-suite. The suite is other authors' work and not in this repository; the
# crate jsonata-rs carries a copy, which cargo fetches into a scratch folder.
set -euo pipefail
if ! command -v cargo >/dev/null; then
  echo 'skipped: cargo is not on this machine, and the jsonata test-suite comes with a crate'
  exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/src"
echo 'fn main() {}' >"$scratch/src/main.rs"
cat >"$scratch/Cargo.toml" <<'TOML'
[package]
name = "scratch"
version = "0.0.0"
edition = "2021"

[dependencies]
jsonata-rs = "=0.3.4"
TOML
(cd "$scratch" && cargo vendor --quiet >/dev/null)
JSONATA_SUITE="$scratch/vendor/jsonata-rs/tests/testsuite" npm test -- compile-expression.jsonata-suite
