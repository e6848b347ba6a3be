#!/usr/bin/env bash
# lettre 0.11.23 (tokio 1): the `timeout` of the asynchronous SMTP transport applies only to connecting, and `send` returns only after
# the server has answered QUIT.
#
# For both transports, the builder's documentation says "a 60-seconds timeout for smtp commands". The blocking transport sets the
# timeout on its socket. The asynchronous transport uses it only for the connection attempt, and waits without a limit for a late
# answer to a command. Both send QUIT and wait for the answer before `send` returns, although the server has already taken the mail
# (250 after DATA). So a caller that puts its own timeout around `send` takes a mail that the server has taken for one that failed,
# and sends it a second time.
#
# Seen, with a timeout of 0.5 s and a server that takes the mail at once and answers QUIT after 2 s (seconds after the mail was taken):
#   blocking:      Ok, within the timeout
#   asynchronous:  Ok, after the server's answer
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.1.0"
edition = "2021"

[dependencies]
lettre = { version = "=0.11.23", default-features = false, features = ["builder", "smtp-transport", "tokio1"] }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
TOML
cat >"$work/src/main.rs" <<'RUST'
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{channel, Sender};
use std::time::{Duration, Instant};

use lettre::{AsyncSmtpTransport, AsyncTransport, Message, SmtpTransport, Tokio1Executor, Transport};

const TIMEOUT: Duration = Duration::from_millis(500);
const QUIT_AFTER: Duration = Duration::from_secs(2);

/// Takes each mail at once, says when, and answers QUIT late.
fn serve(stream: TcpStream, taken: &Sender<Instant>) -> std::io::Result<()> {
    let mut to = stream.try_clone()?;
    let mut data = false;
    to.write_all(b"220 here\r\n")?;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        if data {
            data = line != ".";
            if !data {
                to.write_all(b"250 taken\r\n")?;
                let _ = taken.send(Instant::now());
            }
            continue;
        }
        match line.get(..4).unwrap_or_default() {
            "DATA" => {
                data = true;
                to.write_all(b"354 go on\r\n")?;
            }
            "QUIT" => {
                std::thread::sleep(QUIT_AFTER);
                return to.write_all(b"221 bye\r\n");
            }
            _ => to.write_all(b"250 yes\r\n")?,
        }
    }
    Ok(())
}

fn shown(what: &str, ok: bool, after: Duration) {
    let when = if after < QUIT_AFTER / 2 { "within the timeout" } else { "after the server's answer" };
    println!("{what:<14} {}, {when}", if ok { "Ok" } else { "Err" });
}

#[tokio::main]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sent, taken) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let sent = sent.clone();
            std::thread::spawn(move || serve(stream, &sent));
        }
    });
    let mail = Message::builder().from("a@example.com".parse().unwrap()).to("b@example.com".parse().unwrap());
    let mail = mail.body(String::from("hello")).unwrap();
    let blocking = SmtpTransport::builder_dangerous("127.0.0.1").port(port).timeout(Some(TIMEOUT)).build();
    let own = mail.clone();
    let ok = tokio::task::spawn_blocking(move || blocking.send(&own).is_ok()).await.unwrap();
    shown("blocking:", ok, taken.recv().unwrap().elapsed());
    let asynchronous = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1");
    let asynchronous = asynchronous.port(port).timeout(Some(TIMEOUT)).build();
    let ok = asynchronous.send(mail).await.is_ok();
    shown("asynchronous:", ok, taken.recv().unwrap().elapsed());
}
RUST
seen=$(cd "$work" && CARGO_TARGET_DIR="$work/target" cargo run --quiet)
printf '%s\n' "$seen"
wanted="blocking:      Ok, within the timeout
asynchronous:  Ok, after the server's answer"
[ "$seen" = "$wanted" ] || { echo "this has changed"; exit 1; }
