//! GET /console/books: the laws of the books, and the result of the leader's last check of each.

use axum::extract::State;
use axum::response::Response;
use domain::ledger::books::{Law, StoredFinding};
use domain::money::Cents;
use maud::{Markup, html};

use super::addresses::BOOKS;
use super::frame::{PageError, shown};
use crate::app::App;
use crate::pages::document::time;
use crate::pages::pieces::{count, wide};

/// Shows the laws with their results.
pub async fn books(State(app): State<App>) -> Result<Response, PageError> {
    let watched = app.watched().await?;
    let breaches: i64 = watched.books.iter().map(|kept| kept.breaches).sum();
    let main = html! {
        @match watched.books.first() {
            None => p { "The books were not checked yet. The leading worker checks them regularly (PAYOUT_VERIFY_INTERVAL); " code { "payout verify" } " checks them at once." },
            Some(kept) if breaches == 0 => p.good id="said" { "The books balanced at " (time(kept.checked_at)) "." },
            Some(kept) => p.fault id="said" role="alert" {
                (count(breaches)) " rows broke a law at " (time(kept.checked_at)) ". Run " code { "payout verify" }
                ", and pause payments and withdrawals until the reason is known."
            },
        }
        (wide("Laws of the books", table(&watched.books)))
    };
    Ok(shown(BOOKS, "Books", main))
}

fn table(books: &[StoredFinding]) -> Markup {
    html! {
        table {
            thead { tr { th { "Law" } th { "Rows checked" } th { "Breaches" } th { "Off by" } } }
            tbody {
                @for law in Law::ALL {
                    @let kept = books.iter().find(|kept| kept.law == law);
                    tr {
                        td { (law.as_str()) }
                        td { (kept.map_or_else(|| "not yet".to_owned(), |kept| count(kept.checked))) }
                        td { (kept.map_or_else(String::new, |kept| count(kept.breaches))) }
                        td.money { (kept.map_or(Cents::ZERO, |kept| kept.off_by)) }
                    }
                }
            }
        }
    }
}
