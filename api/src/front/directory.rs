//! Finds the cell of a credential by asking the cells, and remembers the answer for a moment.

mod memory;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use domain::cell::Number;
use domain::ids::BusinessId;
use domain::relocation;
use futures::future::{FutureExt, Shared, join_all};
use futures::stream::{FuturesUnordered, StreamExt};
use tokio::sync::oneshot;

use self::memory::Memory;
use super::cells::{Cell, Cells};
use super::lookup::Lookup;

/// Where something is. A cell is named by its index among the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// This cell knows it.
    In(usize),
    /// All cells have answered, and none knows it.
    Nowhere,
    /// No cell that answered knows it, and this one did not answer. Or a business that no cell owns at this moment is
    /// arriving at this cell, and the credential may be that business's.
    Unavailable(usize),
}

/// Asks the cells. Clones share what was found.
#[derive(Debug, Clone)]
pub struct Directory(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    cells: Arc<Cells>,
    memory: Memory,
    /// The questions under way. A request with the same credential waits for the same answer.
    under_way: Mutex<HashMap<[u8; 32], Answer>>,
}

type Answer = Shared<oneshot::Receiver<Location>>;

impl Directory {
    /// Creates a directory with nothing remembered.
    pub fn new(cells: Arc<Cells>) -> Self {
        Self(Arc::new(Inner { cells, memory: Memory::default(), under_way: Mutex::default() }))
    }

    /// Finds the cell that knows `asked`.
    pub async fn find(&self, asked: Lookup) -> Location {
        let Some(mark) = asked.mark() else { return self.0.ask(asked).await };
        if let Some(place) = self.0.memory.known(&mark, Instant::now()) {
            return Location::In(place);
        }
        self.answer(mark, asked).await.unwrap_or(Location::Unavailable(0))
    }

    /// Finds the first of several that any cell knows.
    pub async fn find_any(&self, asked: Vec<Lookup>) -> Location {
        let mut unasked = None;
        for one in asked {
            match self.find(one).await {
                Location::In(place) => return Location::In(place),
                Location::Nowhere => {}
                Location::Unavailable(place) => unasked = Some(place),
            }
        }
        unasked.map_or(Location::Nowhere, Location::Unavailable)
    }

    /// Asks every cell. The answer is `None` for a cell that could not be asked.
    pub async fn everywhere(&self, asked: Lookup) -> Vec<Option<bool>> {
        let cells = self.0.cells.each().iter();
        join_all(cells.map(|cell| knows(cell, asked.clone()))).await
    }

    /// Joins the question that is under way, or begins it. A question runs in its own task, because the first asker may
    /// leave.
    fn answer(&self, mark: [u8; 32], asked: Lookup) -> Answer {
        match self.0.under_way().entry(mark) {
            Entry::Occupied(under_way) => under_way.get().clone(),
            Entry::Vacant(vacant) => {
                let (tell, told) = oneshot::channel();
                let answer = vacant.insert(told.shared()).clone();
                tokio::spawn(InFlight { inner: Arc::clone(&self.0), mark }.answered(asked, tell));
                answer
            }
        }
    }
}

impl Inner {
    async fn ask(&self, asked: Lookup) -> Location {
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
                Some(true) => return Location::In(place),
                Some(false) => {}
                None => unasked = Some(place),
            }
        }
        if unasked.is_none() && asked.may_move() {
            unasked = self.arriving().await;
        }
        unasked.map_or(Location::Nowhere, Location::Unavailable)
    }

    /// Returns a cell at which a business arrives that no cell may have owned while all of them were asked, if there is
    /// one.
    ///
    /// An arriving business whose rows are complete in the target cell may be owned by no cell only if its source cell
    /// no longer has it. The source is asked for it last, after it has said that it does not know the credential. A
    /// business that has left does not return within seconds. So if the source still has the business, it had it
    /// throughout, and the credential is not of that business. The source still has the business while a move holds it,
    /// and after a hold that lapsed. A source that cannot be asked, or that this process does not serve, may no longer
    /// have it.
    async fn arriving(&self) -> Option<usize> {
        let asked = self.cells.each().iter().map(|cell| {
            let now = cell.app.clock.now();
            cell.says(move |conn| relocation::arrivals(conn, now).boxed())
        });
        let mut complete: BTreeMap<Number, (usize, Vec<BusinessId>)> = BTreeMap::new();
        for (place, arrivals) in join_all(asked).await.into_iter().enumerate() {
            let Some(arrivals) = arrivals.filter(|arrivals| !arrivals.just_arrived) else {
                return Some(place);
            };
            for (business, from) in arrivals.complete {
                complete.entry(from).or_insert_with(|| (place, Vec::new())).1.push(business);
            }
        }
        let left = complete.into_iter().map(async |(from, (place, businesses))| {
            let Some(source) = self.cells.numbered(from) else { return Some(place) };
            let has = source
                .says(move |conn| async move { relocation::serves_all(conn, &businesses).await }.boxed());
            if has.await == Some(true) { None } else { Some(place) }
        });
        join_all(left).await.into_iter().flatten().next()
    }

    fn under_way(&self) -> MutexGuard<'_, HashMap<[u8; 32], Answer>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A question under way, until this is dropped.
struct InFlight {
    inner: Arc<Inner>,
    mark: [u8; 32],
}

impl InFlight {
    async fn answered(self, asked: Lookup, tell: oneshot::Sender<Location>) {
        let asked_at = Instant::now();
        let found = self.inner.ask(asked).await;
        if let Location::In(place) = found {
            self.inner.memory.learn(self.mark, place, asked_at);
        }
        drop(self);
        // Fails if no asker waits any more.
        let _heard = tell.send(found);
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.inner.under_way().remove(&self.mark);
    }
}

async fn knows(cell: &Cell, asked: Lookup) -> Option<bool> {
    cell.says(move |conn| asked.known_by(conn).boxed()).await
}
