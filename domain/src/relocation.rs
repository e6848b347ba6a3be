//! Relocation moves a business from one cell to another, with all its rows, while the business keeps working.
//!
//! Each of the two cells has a row with its phase of the relocation ([`Phase`]). Each step is one transaction that
//! changes one of the two rows. So after a crash the next mover sees where to go on, and nothing has to be repaired:
//!
//! | source | target | next step |
//! | --- | --- | --- |
//! | nothing | nothing | [`plan_departure`] |
//! | copying | nothing | the fence is put up ([`fence`]), [`plan_arrival`] |
//! | copying | arriving | rounds of copying ([`copying`]), then [`hold`] |
//! | held | arriving | the rest is copied, both sides are compared ([`compare`]), then [`depart`] |
//! | gone | arriving | [`arrive`] |
//! | gone | nothing | none: it has moved, and its old rows stay until they are dropped ([`remains`]) |
//!
//! A hold expires, and the leader then ends it. So a mover that dies holds up the business only briefly: the source
//! serves it again, and the next mover goes on copying. A mover calls [`depart`] within its own hold or not at all.
//!
//! Until [`depart`] the source has the business, and the relocation can be called off. From then on the target has it.
//! While the business is held, neither cell does anything for it. The two cells never serve it at the same time: the
//! target begins to serve it in [`arrive`], after the source has committed that it is gone, and after every earlier
//! transaction of the source has ended.

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
    Phase, Relocation, clear_copied, departed, find, forget, has_rows, plan_arrival, plan_departure,
    record_copied, served,
};
pub use session::{prepare, try_lock_mover};
pub use switch::{
    Arrivals, arrivals, arrive, complete, depart, end_hold, end_lapsed_holds, hold, oldest_complete_age,
    pause_until, serves_all, take_back, undo_complete, wait_for_writers,
};
