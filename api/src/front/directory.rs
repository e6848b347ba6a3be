//! In which cell something is: the cells are asked, and what was found is remembered for a moment.

mod memory;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use domain::relocation;
use futures::future::{FutureExt, Shared, join_all};
use futures::stream::{FuturesUnordered, StreamExt};
use tokio::sync::oneshot;

use self::memory::Memory;
use super::asked::Asked;
use super::cells::{Cell, Cells};

/// Where something is. A cell is named by its place among the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// This cell knows it.
    In(usize),
    /// All cells have answered, and none knows it.
    Nowhere,
    /// None of those that have answered knows it, and this one has not; or a business is about to be served by this one, which may be whose
    /// it is.
    Unasked(usize),
}

/// Asks the cells. Clones share what was found.
#[derive(Debug, Clone)]
pub struct Directory(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    cells: Arc<Cells>,
    memory: Memory,
    /// What is being asked about: whoever shows the same meanwhile waits for the same answer.
    under_way: Mutex<HashMap<[u8; 32], Answer>>,
}

type Answer = Shared<oneshot::Receiver<Found>>;

impl Directory {
    /// Nothing was found yet.
    pub fn new(cells: Arc<Cells>) -> Self {
        Self(Arc::new(Inner { cells, memory: Memory::default(), under_way: Mutex::default() }))
    }

    /// Where it is.
    pub async fn find(&self, asked: Asked) -> Found {
        let Some(mark) = asked.mark() else { return self.0.ask(asked).await };
        if let Some(place) = self.0.memory.known(&mark, Instant::now()) {
            return Found::In(place);
        }
        self.answer(mark, asked).await.unwrap_or(Found::Unasked(0))
    }

    /// The first of several that any cell knows.
    pub async fn find_any(&self, asked: Vec<Asked>) -> Found {
        let mut unasked = None;
        for one in asked {
            match self.find(one).await {
                Found::In(place) => return Found::In(place),
                Found::Nowhere => {}
                Found::Unasked(place) => unasked = Some(place),
            }
        }
        unasked.map_or(Found::Nowhere, Found::Unasked)
    }

    /// What each cell says of it; nothing of one that could not be asked.
    pub async fn everywhere(&self, asked: Asked) -> Vec<Option<bool>> {
        let cells = self.0.cells.each().iter();
        join_all(cells.map(|cell| knows(cell, asked.clone()))).await
    }

    /// The answer to a question that is under way, or is begun here. It is found in a task of its own: whoever asked first may
    /// leave.
    fn answer(&self, mark: [u8; 32], asked: Asked) -> Answer {
        match self.0.under_way().entry(mark) {
            Entry::Occupied(under_way) => under_way.get().clone(),
            Entry::Vacant(vacant) => {
                let (tell, told) = oneshot::channel();
                let answer = vacant.insert(told.shared()).clone();
                tokio::spawn(UnderWay { inner: Arc::clone(&self.0), mark }.answered(asked, tell));
                answer
            }
        }
    }
}

impl Inner {
    async fn ask(&self, asked: Asked) -> Found {
        let cells = self.cells.each().iter().enumerate();
        let mut answers: FuturesUnordered<_> = cells
            .map(|(place, cell)| {
                let known = knows(cell, asked.clone());
                async move { (place, known.await) }
            })
            .collect();
        let mut unasked = None;
        while let Some((place, known)) = answers.next().await {
            match known {
                Some(true) => return Found::In(place),
                Some(false) => {}
                None => unasked = Some(place),
            }
        }
        if unasked.is_none() && asked.may_move() {
            unasked = self.arriving().await;
        }
        unasked.map_or(Found::Nowhere, Found::Unasked)
    }

    /// A cell to which a business moves in this moment, if there is one.
    async fn arriving(&self) -> Option<usize> {
        let asked = self.cells.each().iter().map(|cell| {
            let now = cell.app.clock.now();
            cell.says(move |conn| relocation::arrives_now(conn, now).boxed())
        });
        join_all(asked).await.iter().position(|arrives| *arrives != Some(false))
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<[u8; 32], Answer>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A question under way, until dropped.
struct UnderWay {
    inner: Arc<Inner>,
    mark: [u8; 32],
}

impl UnderWay {
    async fn answered(self, asked: Asked, tell: oneshot::Sender<Found>) {
        let asked_at = Instant::now();
        let found = self.inner.ask(asked).await;
        if let Found::In(place) = found {
            self.inner.memory.learn(self.mark, place, asked_at);
        }
        drop(self);
        // Fails when nobody waits any more.
        let _heard = tell.send(found);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.inner.under_way().remove(&self.mark);
    }
}

async fn knows(cell: &Cell, asked: Asked) -> Option<bool> {
    cell.says(move |conn| asked.known_by(conn).boxed()).await
}
