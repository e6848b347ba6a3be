//! An SMTP server on loopback that does what a test says: it takes mails, refuses them, breaks the connection or is
//! silent. It has neither TLS nor AUTH; `tests/clients/mail.py` tests both with a real server.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A mail whose data has arrived completely, whatever the answer was.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The address of MAIL FROM.
    pub from: String,
    /// The address of RCPT TO.
    pub to: String,
    /// The headers and the text, with LF line ends.
    pub text: String,
}

/// How the server treats a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Takes the mail.
    Take,
    /// Sends this instead of a greeting.
    Greet(&'static str),
    /// Answers RCPT TO with this.
    Recipient(&'static str),
    /// Answers the data with this.
    Data(&'static str),
    /// Breaks the connection after the data.
    Cut,
    /// Reads the data and sends nothing more.
    Silent,
    /// Takes the mail and does not answer QUIT.
    SilentAtQuit,
}

type Behaviour = Arc<dyn Fn(usize) -> Manner + Send + Sync>;

/// A running server.
pub struct MailServer {
    /// The value of `PAYOUT_SMTP_URL`.
    pub url: String,
    mails: Arc<Mutex<Vec<Mail>>>,
    serving: JoinHandle<()>,
}

impl Mail {
    /// Returns a header's value, or an empty string without it.
    pub fn header(&self, name: &str) -> &str {
        let head = self.text.split("\n\n").next().unwrap_or_default();
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| *found == name).map_or("", |(_, value)| value)
    }

    /// Returns the token in the mail's link.
    pub fn token(&self) -> &str {
        self.text.split("?invitation=").nth(1).unwrap_or_default().trim()
    }
}

impl MailServer {
    /// Starts a server that takes every mail.
    pub async fn start() -> Self {
        Self::start_with(|_| Manner::Take).await
    }

    /// Starts a server whose `behaviour` says how to treat a connection, by its number from 0.
    pub async fn start_with(behaviour: impl Fn(usize) -> Manner + Send + Sync + 'static) -> Self {
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

    /// Returns the mails that have arrived.
    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Serves one connection. A client that disconnects is not an error of the test.
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

/// Reads the data up to the line with a single dot.
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
