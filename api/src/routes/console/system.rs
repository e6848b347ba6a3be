//! GET /console/system: the health of the database, and the settings of this process.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::addresses::SYSTEM;
use super::frame::{PageError, shown};
use crate::app::App;
use crate::app::watched::Watched;
use crate::pages::document::time;
use crate::pages::pieces::{count, duration, wide};

/// Shows the page.
pub async fn system(State(app): State<App>) -> Result<Response, PageError> {
    let watched = app.watched().await?;
    let pool = &app.transactions.pool;
    let (size, idle) = (i64::from(pool.size()), i64::try_from(pool.num_idle()).unwrap_or(i64::MAX));
    let main = html! {
        h2 { "The database" }
        dl.facts {
            dt { "Seen at" } dd { (time(watched.at)) }
            dt { "Oldest snapshot of another session" }
            dd {
                @if let Some(old) = &watched.snapshot {
                    (duration(old.age_seconds)) " (" (old.application) ", pid " (old.pid) ", " (old.user) ")"
                } @else { "none that this process may see" }
            }
            dt { "Connections of this process" } dd { (count(size)) ", of which " (count(idle)) " are idle" }
        }
        (wide("Tables that change", tables(&watched)))
        h2 { "Settings in force" }
        p { "Those of this process that are no secrets. Workers have their own (" code { "payout-worker --help" } ")." }
        (wide("Settings in force", settings(&app)))
    };
    Ok(shown(SYSTEM, "System", main))
}

fn tables(watched: &Watched) -> Markup {
    html! {
        table {
            thead { tr { th { "Table" } th { "Dead rows, about" } th { "Updates in place (HOT)" } } }
            tbody {
                @for table in &watched.tables {
                    tr {
                        td { (table.table) }
                        td { (count(table.dead_tuples)) }
                        td { (format!("{:.1} %", table.hot_update_ratio * 100.0)) }
                    }
                }
            }
        }
    }
}

fn settings(app: &App) -> Markup {
    html! {
        table {
            thead { tr { th { "Setting" } th { "Value" } } }
            tbody { @for (name, value) in &app.settings { tr { td { code { (name) } } td { (value) } } } }
        }
    }
}
