//! Serves several cells behind one pair of listeners: finds the cell of each request by the credential in it, and hands
//! the whole request to that cell.
//!
//! There is no separate directory of businesses and cells. **The cells themselves are the directory**: the front asks
//! all of them at once whether they know the credential, and the first yes wins ([`directory`]). This look-up compares
//! no secret: the cell that gets the request does. If no cell knows the credential, the first cell that is ready
//! refuses the request in the same way as every unknown credential. If no cell knows it and one could not be asked, the
//! response is 503, because a 401 could be wrong.
//!
//! [`request_owner`] tells from the route which credential a request carries. A request without one goes to the first
//! cell that is ready. [`clients`] serves clients, [`operators`] serves operators.

mod cells;
mod clients;
mod directory;
mod lookup;
mod operators;
mod preflight;
mod request_owner;
mod sign_in;
mod small_body;

pub use cells::Cell;
pub use clients::Clients;
pub use operators::Operators;

use std::sync::Arc;

use self::cells::Cells;
use self::directory::Directory;

/// Routes requests to the services of all cells.
#[derive(Debug)]
pub struct Front(Arc<Cells>, Directory);

impl Front {
    /// Creates a front for `cells`. The first cell that is ready answers the requests that belong to no cell.
    pub fn new(cells: Vec<Cell>) -> Self {
        let cells = Arc::new(Cells::new(cells));
        let directory = Directory::new(Arc::clone(&cells));
        Self(cells, directory)
    }

    /// Returns the service of the public listener.
    pub fn for_clients(&self) -> Clients {
        Clients::new(Arc::clone(&self.0), self.1.clone())
    }

    /// Returns the service of the operators' listener. It must never be reachable from the internet.
    pub fn for_operators(&self) -> Operators {
        Operators::new(Arc::clone(&self.0), self.1.clone())
    }
}
