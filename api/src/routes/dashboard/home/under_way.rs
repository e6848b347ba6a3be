//! The batches that have not ended, and the progress of each.

use domain::batch::Batch;
use maud::{Markup, html};

use crate::pages::document::time;
use crate::pages::pieces::{count, duration, id, wide};
use crate::routes::dashboard::addresses::BATCHES;
use crate::routes::dashboard::filters::words;

/// The table of these batches, or one sentence if there are none.
pub fn under_way(batches: &[Batch]) -> Markup {
    html! {
        @if batches.is_empty() { p { "None. " a href=(BATCHES) { "All batches" } } }
        @else {
            (wide("Batches under way", table(batches)))
            p { a href=(BATCHES) { "All batches" } }
        }
    }
}

fn table(batches: &[Batch]) -> Markup {
    html! {
        table {
            thead { tr { th { "Batch" } th { "Status" } th { "Ended" } th { "Progress" } th { "Ends in" } th { "Accepted" } th { "Details" } } }
            tbody {
                @for batch in batches {
                    @let all = batch.counts.total - batch.counts.duplicate;
                    @let ended = all - batch.counts.pending;
                    tr {
                        td { (id(batch.id)) }
                        td {
                            (batch.status.as_str())
                            @if let Some(by) = batch.held_by { small { "held: " (words(by.as_str())) } }
                            @if batch.counts.failed > 0 { small { (count(batch.counts.failed)) " failed" } }
                        }
                        td { (count(ended)) " of " (count(all)) }
                        td { progress value=(ended) max=(all.max(1)) aria-label={ "Progress of " (batch.id) } {} }
                        td { @if let Some(seconds) = batch.progress.eta_seconds { (duration(seconds as f64)) } }
                        td { (time(batch.created_at)) }
                        td { a href={ (BATCHES) "/" (batch.id) } aria-label={ "View " (batch.id) } { "View" } }
                    }
                }
            }
        }
    }
}
