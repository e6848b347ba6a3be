//! The URL of a database, split so that each server gets a URL of its own.

/// The query parameter with the number of the cell that the database must be.
const CELL: &str = "payout_cell";

/// Returns the same URL for sessions of cell `number` only: no session is opened on a database of another cell.
pub fn of_cell(url: &str, number: u8) -> String {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    let next = if url.contains('?') { '&' } else { '?' };
    format!("{url}{next}{CELL}={number}")
}

/// A URL, split into what the servers share and what differs.
pub(super) struct Parts<'u> {
    /// `postgres://user:password@`
    before: &'u str,
    /// The comma-separated `host:port` parts.
    hosts: Vec<&'u str>,
    path: &'u str,
    /// The query parameters that all servers share.
    query: Vec<&'u str>,
    /// Hosts and ports from the query, which take precedence.
    query_hosts: Vec<String>,
    query_ports: Vec<String>,
    pub(super) wanted: Option<String>,
    /// The number of the cell that the database must be.
    pub(super) cell: Option<i16>,
}

impl<'u> Parts<'u> {
    pub(super) fn of(url: &'u str) -> Result<Self, &'static str> {
        let (scheme, rest) = url.split_once("://").ok_or("it does not begin with postgres://")?;
        if !matches!(scheme, "postgres" | "postgresql") {
            return Err("it does not begin with postgres://");
        }
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let rest = &rest[authority.len()..];
        let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
        let user = authority.rfind('@').map_or(0, |at| at + 1);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut parts = Self {
            before: &url[..scheme.len() + "://".len() + user],
            hosts: authority[user..].split(',').collect(),
            path,
            query: Vec::new(),
            query_hosts: Vec::new(),
            query_ports: Vec::new(),
            wanted: None,
            cell: None,
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) =
                url::form_urlencoded::parse(pair.as_bytes()).next().ok_or("its query cannot be read")?;
            let list = || value.split(',').map(str::to_owned).collect();
            match &*name {
                "target_session_attrs" => parts.wanted = Some(value.into_owned()),
                CELL => {
                    parts.cell =
                        Some(value.parse().map_err(|_| "its payout_cell is not the number of a cell")?)
                }
                "host" => parts.query_hosts = list(),
                "port" => parts.query_ports = list(),
                _ => parts.query.push(pair),
            }
        }
        Ok(parts)
    }

    /// Returns a URL for each server.
    pub(super) fn urls(&self) -> impl Iterator<Item = Result<String, sqlx::Error>> {
        let several = self.query_hosts.len().max(self.hosts.len());
        let fits = matches!(self.query_ports.len(), 0 | 1) || self.query_ports.len() == several;
        (0..several).map(move |index| {
            if !fits {
                return Err(wrong("it has more or fewer ports than hosts"));
            }
            let mut query: Vec<String> = self.query.iter().map(|pair| (*pair).to_owned()).collect();
            let mut add = |name: &str, value: &str| {
                let mut pair = url::form_urlencoded::Serializer::new(String::new());
                query.push(pair.append_pair(name, value).finish());
            };
            let host = match self.query_hosts.get(index) {
                Some(host) => {
                    add("host", host);
                    // A URL with a user must name a host. The host of the query takes precedence.
                    "localhost"
                }
                None => self.hosts.get(index).copied().unwrap_or_default(),
            };
            if let Some(port) = self.query_ports.get(index).or(self.query_ports.first()) {
                add("port", port);
            }
            let query = query.join("&");
            Ok(format!(
                "{}{host}{}{}{query}",
                self.before,
                self.path,
                if query.is_empty() { "" } else { "?" }
            ))
        })
    }
}

pub(super) fn wrong(why: &'static str) -> sqlx::Error {
    sqlx::Error::Configuration(why.into())
}
