#!/bin/sh
# Installs payout, payout-api and payout-worker below /usr/local, or below $PREFIX. Installs nothing if the checksum of the archive
# differs from the release's.
set -eu
version=@VERSION@
url=@URL@
prefix=${PREFIX:-/usr/local}
fail() {
    echo "install.sh: $*" >&2
    exit 1
}

case $(uname -s) in
    Linux) system=unknown-linux-musl ;;
    Darwin) system=apple-darwin ;;
    *) fail "there is no release for $(uname -s): build it with cargo" ;;
esac
case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no release for $(uname -m): build it with cargo" ;;
esac
name=payout-$version-$machine-$system
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

curl -fsSL --retry 3 -o "$work/$name.tar.gz" "$url/$name.tar.gz" || fail "cannot get $url/$name.tar.gz"
curl -fsSL --retry 3 -o "$work/SHA256SUMS" "$url/SHA256SUMS" || fail "cannot get $url/SHA256SUMS"
cd "$work"
grep " $name.tar.gz\$" SHA256SUMS >wanted || fail "the release has no checksum of $name.tar.gz"
if command -v sha256sum >/dev/null; then sha256sum -c wanted >/dev/null; else shasum -a 256 -c wanted >/dev/null; fi ||
    fail "$name.tar.gz is not what was released: nothing was installed"
tar -xzf "$name.tar.gz"

mkdir -p "$prefix/bin" "$prefix/share/man/man1" "$prefix/share/bash-completion/completions" ||
    fail "cannot write below $prefix: run it as root, or set PREFIX=\$HOME/.local"
# A running program keeps its old file: the new file takes the name.
for program in payout payout-api payout-worker; do
    cp "$name/bin/$program" "$prefix/bin/.$program.new"
    mv "$prefix/bin/.$program.new" "$prefix/bin/$program"
done
cp "$name"/share/man/man1/*.1 "$prefix/share/man/man1/"
cp "$name/share/completions/payout.bash" "$prefix/share/bash-completion/completions/payout"
echo "payout $version is in $prefix/bin: begin with \`payout demo\`"
