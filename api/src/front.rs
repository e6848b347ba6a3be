//! Several cells behind one pair of listeners: the cell of each request is found by what the request shows, and the whole
//! request is handed to it.
//!
//! There is no directory of businesses and cells. **The cells themselves are the directory**: all are asked at once whether they
//! know the credential, and the first yes wins ([`directory`]). Asking compares no secret; that is for the cell that the request
//! is handed to. Where no cell knows it, the first one refuses the request as it refuses every unknown credential. Where none knows it
//! and one cannot be asked, the answer is 503, for a 401 could be a lie.
//!
//! [`whose`] says what a request shows, by its route. What shows nothing is answered by the first cell that is ready. Clients are
//! answered by [`clients`], operators by [`operators`].

mod asked;
mod cells;
mod clients;
mod directory;
mod operators;
mod preflight;
mod sign_in;
mod small_body;
mod whose;

pub use cells::Cell;
pub use clients::Clients;
pub use operators::Operators;

use std::sync::Arc;

use self::cells::Cells;
use self::directory::Directory;

/// What stands before the services of all cells.
#[derive(Debug)]
pub struct Front(Arc<Cells>, Directory);

impl Front {
    /// A front for `cells`, the first of which answers what is no cell's.
    pub fn new(cells: Vec<Cell>) -> Self {
        let cells = Arc::new(Cells::new(cells));
        let directory = Directory::new(Arc::clone(&cells));
        Self(cells, directory)
    }

    /// The service of the public listener.
    pub fn for_clients(&self) -> Clients {
        Clients::new(Arc::clone(&self.0), self.1.clone())
    }

    /// The service of the operators' listener. It must never be public.
    pub fn for_operators(&self) -> Operators {
        Operators::new(Arc::clone(&self.0), self.1.clone())
    }
}
