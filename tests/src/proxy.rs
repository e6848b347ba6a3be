//! A proxy between the product and Postgres that recognizes the start of a COMMIT. It cuts the connection before the
//! COMMIT or after the server has answered it. It can also freeze connections or refuse them.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use secrecy::{ExposeSecret, SecretString};
use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Where a COMMIT is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The server never sees the COMMIT.
    Before,
    /// The server has committed; the client never gets the reply.
    After,
    /// The server does not see the COMMIT, and neither side notices, until the [`Mode`] changes.
    Hold,
    /// The server has committed, and the client gets no reply, until the [`Mode`] changes.
    HoldReply,
}

/// How the proxy treats every connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Bytes pass in both directions.
    Pass,
    /// Like [`Mode::Pass`], but after its COMMIT a connection gets no more replies.
    HoldReplies,
    /// No bytes pass, and neither side notices.
    Freeze,
    /// Open connections are frozen for good, new ones pass: a network that dropped its connections silently.
    Abandon,
    /// Open connections are cut, new ones refused.
    Refuse,
}

/// The proxy. It ends when dropped.
pub struct Proxy {
    address: SocketAddr,
    faults: Arc<Faults>,
    accepting: JoinHandle<()>,
}

struct Faults {
    mode: watch::Sender<Mode>,
    armed: Mutex<VecDeque<Cut>>,
    hit: AtomicU32,
    accepted: AtomicU32,
}

impl Proxy {
    /// Starts a proxy in front of the server that `url` names.
    pub async fn to(url: &SecretString) -> Self {
        let url: reqwest::Url = url.expose_secret().parse().unwrap();
        let server = (url.host_str().unwrap().to_owned(), url.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let faults = Arc::new(Faults {
            mode: watch::Sender::new(Mode::Pass),
            armed: Mutex::default(),
            hit: AtomicU32::new(0),
            accepted: AtomicU32::new(0),
        });
        let accepting = tokio::spawn(accept(listener, address, server, Arc::clone(&faults)));
        Self { address, faults, accepting }
    }

    /// Returns `url` with this proxy's address.
    pub fn url(&self, url: &SecretString) -> SecretString {
        let mut url: reqwest::Url = url.expose_secret().parse().unwrap();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(self.address.port())).unwrap();
        url.to_string().into()
    }

    /// Cuts the next COMMIT of any connection. A second call cuts the COMMIT after it too.
    pub fn cut_next_commit(&self, cut: Cut) {
        self.faults.armed.lock().unwrap().push_back(cut);
    }

    /// Returns how many COMMITs have been cut.
    pub fn cuts(&self) -> u32 {
        self.faults.hit.load(Ordering::SeqCst)
    }

    /// Returns how many connections have been accepted.
    pub fn accepted(&self) -> u32 {
        self.faults.accepted.load(Ordering::SeqCst)
    }

    /// Returns its address, for a URL of several hosts.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets the mode from now on.
    pub fn set(&self, mode: Mode) {
        self.faults.mode.send_replace(mode);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.set(Mode::Refuse);
    }
}

impl Faults {
    /// Takes the cut that is due for the COMMIT that is passing.
    fn take(&self) -> Option<Cut> {
        let taken = self.armed.lock().unwrap().pop_front()?;
        self.hit.fetch_add(1, Ordering::SeqCst);
        Some(taken)
    }
}

async fn accept(first: TcpListener, address: SocketAddr, server: (String, u16), faults: Arc<Faults>) {
    let mut mode = faults.mode.subscribe();
    let mut listener = Some(first);
    loop {
        if *mode.borrow_and_update() == Mode::Refuse {
            listener = None;
            mode.changed().await.unwrap();
            continue;
        }
        let open = match &listener {
            Some(open) => open,
            None => listener.insert(TcpListener::bind(address).await.unwrap()),
        };
        tokio::select! {
            accepted = open.accept() => {
                let (client, _) = accepted.unwrap();
                faults.accepted.fetch_add(1, Ordering::SeqCst);
                let (server, faults) = (server.clone(), Arc::clone(&faults));
                tokio::spawn(async move {
                    // Broken connections are this proxy's purpose.
                    let _ended = pass(client, server, &faults).await;
                });
            }
            changed = mode.changed() => changed.unwrap(),
        }
    }
}

/// Passes one connection's bytes until it ends or is cut. Returning closes both sides.
async fn pass(mut client: TcpStream, server: (String, u16), faults: &Faults) -> io::Result<()> {
    let mut server = TcpStream::connect(server).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let mut mode = faults.mode.subscribe();
    let (mut from_client, mut from_server) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut messages = Messages::default();
    let is_new = *mode.borrow() == Mode::Abandon;
    let mut held = false;
    loop {
        let now = *mode.borrow_and_update();
        match now {
            Mode::Refuse => return Ok(()),
            Mode::Abandon if is_new => {}
            Mode::Freeze | Mode::Abandon => {
                if mode.changed().await.is_err() {
                    return Ok(());
                }
                continue;
            }
            Mode::Pass | Mode::HoldReplies => {}
        }
        tokio::select! {
            read = client.read(&mut from_client) => {
                let read = read?;
                if read == 0 {
                    return Ok(());
                }
                messages.unsent.extend_from_slice(&from_client[..read]);
                while let Some(message) = messages.next() {
                    let cut = if is_commit(&message) { faults.take() } else { None };
                    if matches!(cut, None | Some(Cut::After | Cut::HoldReply)) {
                        server.write_all(&message).await?;
                    }
                    match cut {
                        None => held |= now == Mode::HoldReplies && is_commit(&message),
                        Some(Cut::Before) => return Ok(()),
                        Some(Cut::Hold) => {
                            let _changed = mode.changed().await;
                            return Ok(());
                        }
                        // The server answers when it has committed.
                        Some(Cut::After) => return server.read(&mut from_server).await.map(|_| ()),
                        Some(Cut::HoldReply) => {
                            let _answered = server.read(&mut from_server).await?;
                            let _changed = mode.changed().await;
                            return Ok(());
                        }
                    }
                }
            }
            read = server.read(&mut from_server), if !(held && now == Mode::HoldReplies) => {
                let read = read?;
                if read == 0 {
                    return Ok(());
                }
                client.write_all(&from_server[..read]).await?;
            }
            changed = mode.changed() => if changed.is_err() { return Ok(()) },
        }
    }
}

/// The messages of a frontend: a type, a length and a body. Messages before the session's start have no type.
#[derive(Default)]
struct Messages {
    unsent: Vec<u8>,
    started: bool,
}

/// The codes of requests for encryption. The start message follows them.
const ENCRYPTION: [u32; 2] = [80_877_103, 80_877_104];

impl Messages {
    /// Returns the next complete message.
    fn next(&mut self) -> Option<Vec<u8>> {
        let kind = usize::from(self.started);
        let number = |at: usize| Some(u32::from_be_bytes(self.unsent.get(at..at + 4)?.try_into().ok()?));
        let length = kind + number(kind)? as usize;
        let code = number(4);
        if self.unsent.len() < length {
            return None;
        }
        self.started |= code.is_some_and(|code| !ENCRYPTION.contains(&code));
        Some(self.unsent.drain(..length).collect())
    }
}

fn is_commit(message: &[u8]) -> bool {
    message.first() == Some(&b'Q')
        && message.get(5..11).is_some_and(|command| command.eq_ignore_ascii_case(b"commit"))
        // Either alone, or with a hint after it.
        && matches!(message.get(11), Some(0 | b';'))
}
