//! Asks a person what each column of a file holds, if its first row does not say so, and shows how the file is then
//! read.
//!
//! The answers travel with the file, together with the column names that they are about, so the service stores nothing
//! between requests. Names and cells are text from another person, which may change the writing direction, so each is
//! isolated in `bdi`.

use maud::{Markup, html};

use crate::http::extract::{Form, UnknownName};
use crate::http::problem::Problem;
use crate::intake::batch::columns::{Column, ColumnSource, Holds, MAX_COLUMNS, TablePreview, beginning};
use crate::pages::pieces::{count, wide};

/// The prefix of these fields' names.
const FIELD: &str = "column-";

/// The field by which a person asks to describe the columns even if the first row names them.
const ASK: &str = "ask";

/// What a column may hold, as people read it.
const CHOICES: [(Holds, &str); 5] = [
    (Holds::Email, "E-mail address"),
    (Holds::Cents, "Amount in cents"),
    (Holds::Dollars, "Amount in dollars"),
    (Holds::Reference, "Reference"),
    (Holds::Metadata, "Metadata (a JSON object)"),
];

fn field(place: usize) -> String {
    format!("{FIELD}{place}")
}

fn name_field(place: usize) -> String {
    format!("{FIELD}{place}-name")
}

/// Returns who says what the columns hold, for a form that is checked.
///
/// # Errors
/// If the form gives an unknown answer, or an answer about a column that does not exist.
pub(crate) fn to_check(form: &Form) -> Result<ColumnSource, Problem> {
    Ok(match (said(form)?, form.text(ASK)) {
        (Some(columns), _) => ColumnSource::ByPerson(columns),
        (None, Some(_)) => ColumnSource::Asked,
        (None, None) => ColumnSource::ByHeaderOrAsked,
    })
}

/// Does the same as [`to_check`], for a form that is paid. The person is not asked again.
///
/// # Errors
/// As [`to_check`].
pub(crate) fn to_pay(form: &Form) -> Result<ColumnSource, Problem> {
    Ok(said(form)?.map_or(ColumnSource::ByHeader, ColumnSource::ByPerson))
}

fn said(form: &Form) -> Result<Option<Vec<Column>>, Problem> {
    let mut columns = Vec::new();
    while let Some(name) = form.all(&name_field(columns.len() + 1)).next() {
        let field = field(columns.len() + 1);
        let known = CHOICES.map(|(holds, _)| holds.as_str());
        let holds = form.text(&field).map(|text| {
            let found = Holds::ALL.into_iter().find(|holds| holds.as_str() == text);
            found.ok_or_else(|| UnknownName::value(&field, text, &known).problem())
        });
        columns.push(Column { name: name.to_owned(), examples: Vec::new(), holds: holds.transpose()? });
        if columns.len() > MAX_COLUMNS {
            break;
        }
    }
    let theirs = |name: &str| {
        let place = name.strip_prefix(FIELD)?.trim_end_matches("-name").parse().ok()?;
        (1..=columns.len()).contains(&place).then_some(())
    };
    let unknown =
        form.fields().map(|(name, _)| name).find(|name| name.starts_with(FIELD) && theirs(name).is_none());
    if unknown.is_some() || columns.len() > MAX_COLUMNS {
        let message = "The form describes a column that the file does not have. Begin with a new form.";
        return Err(Problem::field("columns", "unknown_column", message));
    }
    Ok((!columns.is_empty()).then_some(columns))
}

/// Returns the form without the fields about columns.
pub(crate) fn forgotten(form: &Form) -> Form {
    let others = form.fields().filter(|(name, _)| *name != ASK && !name.starts_with(FIELD));
    Form::of_fields(others.map(|(name, text)| (name.to_owned(), text.to_owned())).collect())
}

/// The fields that describe the columns, or the checkbox that asks for them. They keep the person's answers, whatever
/// the response to the file is.
pub(crate) fn fields(form: &Form, sheet: Option<&TablePreview>) -> Markup {
    let said = if sheet.is_none() { said(form).ok().flatten() } else { None };
    let columns = sheet.map(|sheet| sheet.columns.as_slice()).or(said.as_deref()).unwrap_or_default();
    html! {
        div id="columns" {
            @if columns.is_empty() {
                label {
                    input type="checkbox" name=(ASK) value="true" checked[form.text(ASK).is_some()];
                    "I say what each column holds (for amounts in dollars)"
                }
            } @else {
                fieldset {
                    legend { "What each column holds" }
                    (wide("What each column holds", table(columns)))
                    small {
                        "A reference names one payment for ever, so a customer number is not a reference. If no file is chosen below any \
                         more, choose it again."
                    }
                }
            }
        }
    }
}

fn table(columns: &[Column]) -> Markup {
    html! {
        table {
            thead { tr { th { "Column" } th { "Holds" } th { "First rows" } } }
            tbody {
                @for (place, column) in (1..).zip(columns) {
                    tr {
                        th scope="row" { (called(place, column)) }
                        td {
                            input type="hidden" name=(name_field(place)) value=(column.name);
                            select id=(field(place)) name=(field(place)) aria-label={ "What column " (place) ", " (beginning(&column.name)) ", holds" } {
                                option value="" { "Left out" }
                                @for (holds, said) in CHOICES {
                                    option value=(holds.as_str()) selected[column.holds == Some(holds)] { (said) }
                                }
                            }
                        }
                        td { @for example in &column.examples { small { bdi { (example) } } } }
                    }
                }
            }
        }
    }
}

/// The name of a column, or its position if it has no name.
fn called(place: usize, column: &Column) -> Markup {
    html! {
        @if column.name.is_empty() { "Column " (place) ", without a name" }
        @else { bdi { (beginning(&column.name)) } }
    }
}

/// The question about a file whose columns are not fully described yet.
pub(crate) fn question(sheet: &TablePreview) -> Markup {
    html! {
        @if let Some(wrong) = &sheet.wrong { p.fault role="alert" { (wrong) " Nothing was paid." } }
        @else { p.good role="status" { "Say above what each column holds, and check the file again. Nothing was paid." } }
        p {
            @if sheet.columns.len() > 1 { "Its columns are separated by " (sheet.separator.name()) "s. " }
            "You must say whether an amount is in cents or in dollars: a column's name does not prove it."
        }
    }
}

/// The first rows, as written in the file and as they would be paid.
pub(crate) fn converted(sheet: &TablePreview) -> Markup {
    let table = html! {
        table {
            // The money comes first: a phone shows no more than two or three columns.
            thead { tr { th { "Line" } th { "As paid" } th { "As written" } th { "E-mail" } } }
            tbody {
                @for row in &sheet.rows {
                    tr {
                        td { @if let Some(line) = row.line { (count(line as i64)) } }
                        @if let Some((email, amount)) = &row.paid {
                            td.money { (amount) }
                            td { bdi { (row.written) } }
                            td { bdi { (email) } }
                        } @else {
                            td { "error" }
                            td { bdi { (row.written) } }
                            td {}
                        }
                    }
                }
            }
        }
    };
    html! {
        h3 { "How the first rows are read" }
        (wide("How the first rows are read", table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::of_fields(fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    #[test]
    fn columns_are_read_from_the_form_in_order() {
        let both =
            [("column-1-name", "E-mail"), ("column-1", "email"), ("column-2-name", ""), ("column-2", "")];
        let Ok(ColumnSource::ByPerson(columns)) = to_pay(&form(&both)) else { panic!("not read as columns") };
        let read: Vec<_> = columns.iter().map(|column| (column.name.as_str(), column.holds)).collect();
        assert_eq!(read, [("E-mail", Some(Holds::Email)), ("", None)]);
        assert_eq!(to_check(&form(&[("key", "k")])).unwrap(), ColumnSource::ByHeaderOrAsked);
        assert_eq!(to_check(&form(&[("ask", "true")])).unwrap(), ColumnSource::Asked);
        assert_eq!(to_pay(&form(&[("ask", "true")])).unwrap(), ColumnSource::ByHeader);
    }

    #[test]
    fn incomplete_invalid_and_too_many_columns_are_rejected() {
        for wrong in [
            &[("column-1-name", "E-mail"), ("column-1", "e-mail")][..],
            &[("column-1-name", "E-mail"), ("column-3", "email")],
            &[("column-1", "email")],
            &[("column-2-name", "E-mail")],
            &[("column-1-name", "E-mail"), ("column-x", "email")],
        ] {
            assert!(to_pay(&form(wrong)).is_err(), "{wrong:?}");
        }
        let names: Vec<String> = (1..=MAX_COLUMNS + 1).map(name_field).collect();
        let many: Vec<_> = names.iter().map(|name| (name.as_str(), "x")).collect();
        assert!(to_pay(&form(&many)).is_err());
        assert!(to_pay(&form(&many[1..])).is_err());
        assert!(to_pay(&form(&many[..MAX_COLUMNS])).is_ok());
    }
}
