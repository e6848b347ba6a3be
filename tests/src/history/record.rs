//! Writes a history: a line of JSON for each request. The file is emptied after each judgement, so that a run of hours
//! fills neither the memory nor the disk.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use super::{Answer, Call, Op};

/// A history that is being written.
pub struct Recorder {
    origin: Instant,
    path: PathBuf,
    file: Mutex<File>,
}

impl Recorder {
    /// Opens a history in this file.
    pub fn at(path: &Path) -> Self {
        let file = File::options().create(true).truncate(true).write(true).open(path).unwrap();
        Self { origin: Instant::now(), path: path.to_owned(), file: Mutex::new(file) }
    }

    /// Returns the time of `instant` in the history.
    pub fn time(&self, instant: Instant) -> u64 {
        u64::try_from(instant.duration_since(self.origin).as_nanos()).unwrap()
    }

    /// Makes the request `call` and records its answer.
    pub async fn record(&self, client: u64, call: Call, asking: impl Future<Output = Answer>) -> Answer {
        let start = self.time(Instant::now());
        let answer = asking.await;
        let end = self.time(Instant::now());
        self.write(&Op { client, start, end, call, answer: answer.clone() });
        answer
    }

    /// Writes a line.
    pub fn write(&self, op: &Op) {
        let mut line = serde_json::to_vec(op).unwrap();
        line.push(b'\n');
        self.file.lock().unwrap().write_all(&line).unwrap();
    }

    /// Reads all lines from the file, so that the judge sees exactly what was written.
    pub fn read(&self) -> Vec<Op> {
        let lines = BufReader::new(File::open(&self.path).unwrap()).lines();
        lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
    }

    /// Empties the file, after its lines were judged.
    pub fn clear(&self) {
        let mut file = self.file.lock().unwrap();
        file.set_len(0).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
    }
}
