# The Homebrew formula, filled by deploy/release/finish.
class Payout < Formula
  desc "Self-hosted payout service: each reward is paid once"
  homepage "@URL@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@URL@/payout-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@MACOS_ARM@"
    end
    on_intel do
      url "@URL@/payout-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@MACOS_INTEL@"
    end
  end
  on_linux do
    on_arm do
      url "@URL@/payout-@VERSION@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@LINUX_ARM@"
    end
    on_intel do
      url "@URL@/payout-@VERSION@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@LINUX_INTEL@"
    end
  end

  def install
    bin.install "bin/payout", "bin/payout-api", "bin/payout-worker"
    man1.install Dir["share/man/man1/*.1"]
    bash_completion.install "share/completions/payout.bash" => "payout"
    zsh_completion.install "share/completions/payout.zsh" => "_payout"
    fish_completion.install "share/completions/payout.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/payout --version")
  end
end
