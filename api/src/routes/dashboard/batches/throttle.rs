//! `/dashboard/batches/{id}/throttle`: how fast a batch is paid.

pub mod clear;
pub mod set;

use domain::ids::BatchId;
use maud::{Markup, html};

use super::address;
use crate::routes::dashboard::addresses::THROTTLE_BATCH;

/// The form for a throttle of a batch.
pub fn form(of: BatchId) -> Markup {
    html! {
        form.narrow id="throttle" method="get" action=(address(THROTTLE_BATCH, of)) {
            (rates("", ""))
            small { "Give one of both, or both. Another throttle takes the place of the earlier one." }
            button type="submit" { "Look at what it would slow down" }
        }
    }
}

/// The fields of rates, with what is in them.
pub fn rates(per_second: &str, money: &str) -> Markup {
    html! {
        label for="per-second" { "Items a second, at most" }
        input id="per-second" name="max_per_second" inputmode="numeric" autocomplete="off" maxlength="20" value=(per_second);
        label for="money" { "Dollars a second, at most" }
        input id="money" name="money" inputmode="decimal" autocomplete="off" maxlength="20" value=(money);
    }
}
