//! GET /dashboard/batches/new: the form that checks and pays a file, with the answer to a file below it.
//!
//! The service stores nothing between checking and paying. The file is sent twice, and the form carries the digest of
//! what was checked. A script puts the answer below the form, so that the form keeps its file. Without a script, the
//! person chooses the file again.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;
use chrono::NaiveDateTime;
use domain::batch::Mode;
use domain::member::Permission;
use domain::money::Cents;
use maud::{Markup, html};

use super::{columns, throttle};
use crate::app::App;
use crate::auth::member::Member;
use crate::http::extract::{Form, MediaType, Packing, whole_number};
use crate::http::problem::{Code, Problem};
use crate::intake::batch::columns::{NO_COLUMNS, TablePreview};
use crate::intake::batch::options::Options;
use crate::pages::pieces::{count, wide};
use crate::routes::dashboard::addresses::{BATCHES, CHECK_BATCH, NEW_BATCH, PAY_BATCH};
use crate::routes::dashboard::frame::{PageError, permitted, shown};

/// The part of a response that the script puts below the form. An error page has only its one sentence for this.
const ANSWER: &str = "#answer > *, main > p[role=alert]";

/// The format in which a browser sends the time of a `datetime-local` field.
const PICKED: &str = "%Y-%m-%dT%H:%M";

/// The modes of a batch, as people read them.
const MODES: [(Mode, &str); 2] = [
    (Mode::BestEffort, "Best effort: pay what the balance covers, item by item"),
    (Mode::AllOrNothing, "All or nothing: the total is set aside first"),
];

/// Shows the empty form.
pub async fn new(State(app): State<App>, member: Member) -> Result<Response, PageError> {
    permitted(&member, Permission::Money)?;
    Ok(page(&member, &app, (&Form::default(), None), None, html! {}))
}

/// The form as it was filled in, with the first rows of its table if known, and `answer` below it. `checked` is the
/// digest of the checked file if the file can be paid.
pub(crate) fn page(
    member: &Member,
    app: &App,
    (given, sheet): (&Form, Option<&TablePreview>),
    checked: Option<&str>,
    answer: Markup,
) -> Response {
    let main = html! {
        p {
            "A CSV file whose first row is email,amount (optionally also reference and metadata), or NDJSON with one object a line, with \
             amounts in cents; or a spreadsheet saved as CSV, whose columns you then describe. A reference keeps an item from being paid twice. Up to 1,000,000 items and 512 MiB. The file may be \
             compressed with gzip. "
            a href="/docs/batches" { "More about batches" }
        }
        form.narrow id="batch" method="post" action=(CHECK_BATCH) enctype="multipart/form-data" hx-encoding="multipart/form-data"
            hx-target="#answer" hx-swap="innerHTML" hx-select=(ANSWER) hx-select-oob="#checked,#pay,#columns" hx-indicator="#on-its-way" {
            (fields(app, given, checked))
            (columns::fields(given, sheet))
            // The file is the last field, so that the server has all other fields when the file begins.
            label for="file" { "File" }
            input id="file" type="file" name="file" required accept=".csv,.ndjson,.jsonl,.gz";
            div.pages {
                button id="check" type="submit" hx-post=(CHECK_BATCH) hx-disabled-elt="this" { "Check" }
                button id="pay" type="submit" formaction=(PAY_BATCH) hx-post=(PAY_BATCH) hx-disabled-elt="this"
                    disabled[checked.is_none()] { "Pay" }
            }
            small { "Check shows what would happen, and records nothing. Pay then pays exactly the items that were checked, with the options that the form has then." }
            p.on-its-way id="on-its-way" { "Uploading the file…" }
        }
        div id="answer" { (answer) }
    };
    shown(member, BATCHES, "Pay a file", main)
}

fn fields(app: &App, given: &Form, checked: Option<&str>) -> Markup {
    let key = given.text("key").map_or_else(|| app.clock.id().to_string(), str::to_owned);
    let text = |name| given.text(name).unwrap_or_default();
    html! {
        input type="hidden" name="key" value=(key);
        input id="checked" type="hidden" name="checked" value=(checked.unwrap_or_default());
        label for="mode" { "Mode" }
        select id="mode" name="mode" {
            @for (mode, said) in MODES {
                option value=(mode.as_str()) selected[given.text("mode") == Some(mode.as_str())] { (said) }
            }
        }
        label for="at" { "Pay at (UTC)" }
        input id="at" type="datetime-local" name="at" value=(text("at")) aria-describedby="at-help";
        small id="at-help" { "Leave it empty to pay at once." }
        (throttle::rates(text("max_per_second"), text("money")))
        small { "Leave both empty to pay as fast as possible." }
    }
}

/// Returns the options that a form asks for, as the query of `POST /v1/batches` has them.
///
/// # Errors
/// If an amount is not written as money.
pub fn options(form: &Form) -> Result<Options, Problem> {
    form.each_once()?;
    let owned = |name| form.text(name).map(str::to_owned);
    let money = match form.text("money") {
        None => None,
        Some(text) => {
            let wrong = || Problem::field("money", "invalid", "Write dollars a second as 12 or 12.34.");
            Some(Cents::written(text).ok_or_else(wrong)?.get().to_string())
        }
    };
    let utc = |text: String| match NaiveDateTime::parse_from_str(&text, PICKED) {
        Ok(time) => time.and_utc().to_rfc3339(),
        // The time has seconds, or is not one that a browser writes. The reader of the options reports a wrong one.
        Err(_) => format!("{text}Z"),
    };
    Ok(Options {
        mode: owned("mode"),
        dry_run: None,
        // Text that is not a number is passed on, so that the error is the same as for the query.
        max_per_second: owned("max_per_second")
            .map(|text| whole_number(&text).map_or(text, |number| number.to_string())),
        max_cents_per_second: money,
        scheduled_at: owned("at").map(utc),
    })
}

/// Returns a file's format, by its name, because browsers give the same file many media types. Some browsers unpack a
/// download and keep its name, so the file's content decides whether it is packed.
///
/// # Errors
/// If the name has no known extension.
pub fn kind(file_name: &str) -> Result<(MediaType, Packing), Problem> {
    let name = file_name.to_ascii_lowercase();
    match name.strip_suffix(".gz").unwrap_or(&name).rsplit_once('.') {
        Some((_, "csv")) => Ok((MediaType::Csv, Packing::AsItBegins)),
        Some((_, "ndjson" | "jsonl")) => Ok((MediaType::Ndjson, Packing::AsItBegins)),
        _ => {
            let message = "The file's name must end in .csv, .ndjson or .jsonl (or one of these with .gz). Save a spreadsheet as \
                           \"CSV UTF-8\", and choose that file.";
            Err(Problem::field("file", "unknown_kind", message))
        }
    }
}

/// The form with the question about the columns of its file. Nothing was recorded.
pub(crate) fn asked(member: &Member, app: &App, given: &Form, sheet: &TablePreview) -> Response {
    let mut response = page(member, app, (given, Some(sheet)), None, columns::question(sheet));
    if sheet.wrong.is_some() {
        *response.status_mut() = Code::InvalidRequest.status();
    }
    response
}

/// The form with the error below it. Nothing was recorded.
pub fn wrong(member: &Member, app: &App, given: &Form, checked: Option<&str>, problem: &Problem) -> Response {
    let answer = html! {
        p.fault role="alert" { (in_words_of_the_form(problem)) " Nothing was paid." }
        @if problem.errors().iter().any(|fault| fault.index.is_some()) { (faults(problem)) }
        @if problem.code() == Code::IdempotencyKeyReused {
            p { "This form has paid a batch already. " a href=(NEW_BATCH) { "Begin with a new form" } "." }
        }
    };
    // If the file has no columns, the answers about columns are dropped.
    let no_table = problem.errors().iter().any(|fault| fault.code == NO_COLUMNS);
    let kept = if no_table { columns::forgotten(given) } else { given.clone() };
    let mut response = page(member, app, (&kept, None), checked, answer);
    *response.status_mut() = problem.code().status();
    if let Some(seconds) = problem.retry_after_s() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Returns the error in the form's terms, where the API would use other names for the fields.
fn in_words_of_the_form(problem: &Problem) -> String {
    let said = |field: &str, code: &str| match (field, code) {
        ("scheduled_at", "too_small") => {
            Some("\"Pay at\" must be in the future: leave it empty to pay at once.")
        }
        ("scheduled_at", "too_large") => Some("\"Pay at\" must be at most a year ahead."),
        ("scheduled_at", _) => Some("\"Pay at\" is a day and a time of UTC, such as 2026-12-24T18:00."),
        ("max_per_second", _) => Some("\"Items a second\" must be a whole number from 1 to 1,000,000."),
        ("max_cents_per_second", _) => Some("\"Dollars a second\" must be from 0.01 to 10,000,000,000."),
        _ => None,
    };
    let of_form = problem.errors().iter().filter(|fault| fault.index.is_none());
    let said = of_form.filter_map(|fault| said(&fault.field, fault.code)).next();
    said.map_or_else(
        || problem.detail().replacen("The body is empty.", "The file is empty.", 1),
        str::to_owned,
    )
}

/// The errors of a file, line by line.
pub fn faults(problem: &Problem) -> Markup {
    let table = html! {
        table {
            thead { tr { th { "Line" } th { "Field" } th { "What is wrong" } } }
            tbody {
                @for fault in problem.errors() {
                    tr {
                        td { (fault.line.or(fault.index).map_or_else(String::new, |line| count(line as i64))) }
                        td { (fault.field) }
                        td { (fault.message) }
                    }
                }
            }
        }
    };
    wide("Errors", table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_of_a_file_is_read_from_its_name() {
        assert!(matches!(kind("June.CSV"), Ok((MediaType::Csv, _))));
        assert!(matches!(kind("june.2026.jsonl.gz"), Ok((MediaType::Ndjson, _))));
        for unknown in ["june.xlsx", "csv", "june.csv.zip", ""] {
            assert!(kind(unknown).is_err(), "{unknown}");
        }
    }

    #[test]
    fn form_fields_become_the_options_of_the_query() {
        let form = |name: &str, text: &str| Form::of_fields(vec![(name.to_owned(), text.to_owned())]);
        let at = |text: &str| options(&form("at", text)).unwrap().scheduled_at;
        assert_eq!(at("2026-12-24T18:00").as_deref(), Some("2026-12-24T18:00:00+00:00"));
        assert_eq!(at("2026-12-24T18:00:30").as_deref(), Some("2026-12-24T18:00:30Z"));
        assert_eq!(options(&form("money", "12.50")).unwrap().max_cents_per_second.as_deref(), Some("1250"));
        assert_eq!(
            options(&form("max_per_second", "1,000")).unwrap().max_per_second.as_deref(),
            Some("1000")
        );
        assert!(options(&form("money", "a lot")).is_err());
    }

    #[test]
    fn errors_use_the_words_of_the_form() {
        let now = chrono::DateTime::UNIX_EPOCH;
        let message = |name: &str, text: &str| {
            let chosen = options(&Form::of_fields(vec![(name.to_owned(), text.to_owned())])).unwrap();
            in_words_of_the_form(&chosen.read(now).unwrap_err())
        };
        for (name, text, says) in [
            ("at", "1999-12-24T18:00", "\"Pay at\" must be at most a year ahead."),
            ("at", "soon", "\"Pay at\" is a day and a time"),
            ("max_per_second", "1.5", "\"Items a second\" must be a whole number"),
            ("money", "0", "\"Dollars a second\" must be from 0.01"),
        ] {
            let message = message(name, text);
            assert!(message.starts_with(says), "{name} {text}: {message}");
        }
        let late = in_words_of_the_form(&crate::intake::batch::options::late());
        assert!(late.starts_with("\"Pay at\" must be in the future"), "{late}");
        let empty = Problem::field(
            "email",
            "missing_column",
            "The body is empty. The first row must name the columns.",
        );
        assert!(in_words_of_the_form(&empty).starts_with("The file is empty. "));
    }
}
