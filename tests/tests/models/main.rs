//! Models of guarantees that must hold in any order of events: every interleaving of a small case is explored. Each
//! guard has a test that removes it and checks that a guarantee breaks, so a model that proves nothing is noticed.
//!
//! The comment of a step names the code that the step models. Change both together.

#![expect(clippy::unwrap_used, reason = "a test reports by panicking, its helpers too")]

mod claims;
mod lost_commit;
mod restore;

use stateright::{Checker, Model};

/// Checks that every property of `model` holds in every reachable state, and that what must be reachable is.
fn assert_holds<M>(model: M)
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + std::fmt::Debug + std::hash::Hash + PartialEq + Send + Sync + 'static,
    M::Action: Clone + std::fmt::Debug + PartialEq,
{
    let explored = model.checker().spawn_bfs().join();
    explored.assert_properties();
    assert!(explored.is_done() && explored.unique_state_count() > 100, "only a few states were explored");
}

/// Checks that without its guard, the model breaks the property of this name in some state.
fn assert_breaks<M>(model: M, property: &'static str)
where
    M: Model + Send + Sync + 'static,
    M::State: Clone + std::fmt::Debug + std::hash::Hash + PartialEq + Send + Sync + 'static,
    M::Action: Clone + std::fmt::Debug + PartialEq,
{
    let explored = model.checker().spawn_bfs().join();
    assert!(explored.discovery(property).is_some(), "nothing breaks {property:?}");
}
