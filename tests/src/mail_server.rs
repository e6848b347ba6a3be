//! An SMTP server on loopback that does what a test says: takes mails, refuses them, breaks the connection or is silent. It has
//! neither TLS nor AUTH; a real server has both (`tests/clients/mail.py`).

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A mail whose data has arrived whole, whatever was answered.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The address of MAIL FROM.
    pub from: String,
    /// The address of RCPT TO.
    pub to: String,
    /// Its headers and its text, with plain newlines.
    pub text: String,
}

/// What to do with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Take the mail.
    Take,
    /// Answer so instead of a greeting.
    Greet(&'static str),
    /// Answer RCPT TO so.
    Recipient(&'static str),
    /// Answer the data so.
    Data(&'static str),
    /// Break the connection after the data.
    Cut,
    /// Read the data, and say nothing more.
    Silent,
    /// Take the mail, and do not answer QUIT.
    SilentAtQuit,
}

type Behaviour = Arc<dyn Fn(usize) -> Manner + Send + Sync>;

/// A server.
pub struct MailServer {
    /// The value of `PAYOUT_SMTP_URL`.
    pub url: String,
    mails: Arc<Mutex<Vec<Mail>>>,
    serving: JoinHandle<()>,
}

impl Mail {
    /// The value of a header; empty without it.
    pub fn header(&self, name: &str) -> &str {
        let head = self.text.split("\n\n").next().unwrap_or_default();
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| *found == name).map_or("", |(_, value)| value)
    }

    /// The token of its link.
    pub fn token(&self) -> &str {
        self.text.split("?invitation=").nth(1).unwrap_or_default().trim()
    }
}

impl MailServer {
    /// One that takes every mail.
    pub async fn start() -> Self {
        Self::that(|_| Manner::Take).await
    }

    /// One that treats its connections so, by their number from 0.
    pub async fn that(behaviour: impl Fn(usize) -> Manner + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let (mails, behaviour): (_, Behaviour) = (Arc::new(Mutex::new(Vec::new())), Arc::new(behaviour));
        let log = mails.clone();
        let serving = tokio::spawn(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, behaviour(number), log.clone()));
            }
        });
        Self { url, mails, serving }
    }

    /// What has arrived.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// One connection. That the client goes is no error of the test.
async fn serve(stream: TcpStream, manner: Manner, log: Arc<Mutex<Vec<Mail>>>) {
    let mut stream = BufReader::new(stream);
    let _ended = converse(&mut stream, manner, &log).await;
}

async fn converse(
    stream: &mut BufReader<TcpStream>,
    manner: Manner,
    log: &Mutex<Vec<Mail>>,
) -> std::io::Result<()> {
    if let Manner::Greet(reply) = manner {
        return say(stream, reply).await;
    }
    say(stream, "220 test").await?;
    let mut mail = Mail { from: String::new(), to: String::new(), text: String::new() };
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let reply = match (line.get(..4).unwrap_or_default(), manner) {
            ("EHLO", _) => "250-test\r\n250 8BITMIME",
            ("MAIL", _) => {
                mail.from = address();
                "250 ok"
            }
            ("RCPT", Manner::Recipient(reply)) => reply,
            ("RCPT", _) => {
                mail.to = address();
                "250 ok"
            }
            ("DATA", _) => {
                say(stream, "354 go on").await?;
                mail.text = data(stream).await?;
                log.lock().unwrap().push(mail.clone());
                match manner {
                    Manner::Data(reply) => reply,
                    Manner::Cut => return Ok(()),
                    Manner::Silent => return std::future::pending().await,
                    _ => "250 taken",
                }
            }
            ("QUIT", Manner::SilentAtQuit) => return std::future::pending().await,
            ("QUIT", _) => return say(stream, "221 bye").await,
            _ => "502 what?",
        };
        say(stream, reply).await?;
    }
}

/// What stands before the line that is a dot alone.
async fn data(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end_matches(['\r', '\n']) {
            "." => return Ok(text),
            line => text.push_str(&format!("{}\n", line.strip_prefix('.').unwrap_or(line))),
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, reply: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{reply}\r\n").as_bytes()).await
}
