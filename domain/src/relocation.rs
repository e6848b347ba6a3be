//! Relocation: a business moves from one cell to another, with all its rows, while it works.
//!
//! Each cell has a row that says how far it is ([`Phase`]), and each step is one transaction that changes one of the two rows. So whoever
//! comes after a crash sees where to go on, and nothing has to be repaired:
//!
//! | source | target | what is next |
//! | --- | --- | --- |
//! | nothing | nothing | [`leave_later`] |
//! | copying | nothing | the fence ([`fence`]), [`expect`] |
//! | copying | arriving | rounds of copying ([`copying`]), then [`hold`] |
//! | held | arriving | what is left is copied, both sides are compared ([`compare`]), then [`leave`] |
//! | gone | arriving | [`arrive`] |
//! | gone | nothing | it has moved; the old rows are there until they are dropped ([`remains`]) |
//!
//! A hold has a time at which the leader ends it, so a mover that dies holds nobody up for long: the business is served again where it is,
//! and the next mover goes on copying. A mover leaves within its own hold or not at all.
//!
//! Up to [`leave`] the source has the business, and the relocation can be called off. From then on the target has it. In between, while
//! it is held, neither does anything for it. Both never do: the target learns to serve it in [`arrive`], after the source has
//! committed that it has gone, and every transaction of the source that had begun before has ended.

pub mod compare;
pub mod copying;
pub mod fence;
pub mod fit;
pub mod people;
mod record;
pub mod remains;
pub mod secrets;
mod session;
mod stream;
mod switch;
pub mod tables;

pub use record::{
    Phase, Relocation, copied_nothing, copied_up_to, expect, find, forget, has_rows, leave_later, left,
    served,
};
pub use session::{be_the_only_one, prepare};
pub use switch::{
    Arrivals, arrivals, arrive, complete, end_lapsed_holds, has_all, hold, incomplete, leave, let_go,
    oldest_complete_age, pause_until, take_back, wait_for_writers,
};
