//! `/dashboard/batches/{id}/throttle`: limits the rate at which a batch is paid.

pub mod clear;
pub mod set;

use domain::ids::BatchId;
use maud::{Markup, html};

use super::address;
use crate::routes::dashboard::addresses::THROTTLE_BATCH;

/// The form that sets a batch's throttle.
pub fn form(of: BatchId) -> Markup {
    html! {
        form.narrow id="throttle" method="get" action=(address(THROTTLE_BATCH, of)) {
            (rates("", ""))
            small { "Set one limit or both. A new throttle replaces the earlier one." }
            button type="submit" { "Show what it would slow down" }
        }
    }
}

/// The fields for the two rates, filled in with the values given.
pub fn rates(per_second: &str, money: &str) -> Markup {
    html! {
        label for="per-second" { "Items a second, at most" }
        input id="per-second" name="max_per_second" inputmode="numeric" autocomplete="off" maxlength="20" value=(per_second);
        label for="money" { "Dollars a second, at most" }
        input id="money" name="money" inputmode="decimal" autocomplete="off" maxlength="20" value=(money);
    }
}
