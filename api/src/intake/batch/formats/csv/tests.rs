use std::io::BufReader;

use super::*;
use crate::http::problem::{Code, Problem};
use crate::intake::batch::columns::{Column, ConvertedRow, Holds, MAX_COLUMNS};
use crate::intake::batch::formats::row_limit::MAX_ITEM_BYTES;
use crate::intake::batch::sink::{Checked, Purpose};

/// Reads through a small buffer, so that rows straddle reads.
fn read_as(source: &ColumnSource, body: &str) -> Result<(Option<TablePreview>, Checked), Stop> {
    let mut sink = Sink::new(&std::env::temp_dir(), 100_000, Purpose::Examine).unwrap();
    let sheet = read(BufReader::with_capacity(7, Cursor::new(body)), source, &mut sink)?;
    Ok((sheet, sink.finish()?))
}

/// Returns the columns as a person described them.
fn described_columns(columns: &[(&str, Option<Holds>)]) -> ColumnSource {
    let column = |(name, holds): &(&str, Option<Holds>)| Column {
        name: (*name).into(),
        holds: *holds,
        ..Column::default()
    };
    ColumnSource::ByPerson(columns.iter().map(column).collect())
}

fn preview_of(source: &ColumnSource, body: &str) -> TablePreview {
    match read_as(source, body) {
        Err(Stop::Asked(sheet)) => *sheet,
        other => panic!("no preview: {other:?}"),
    }
}

fn refusal_of(source: &ColumnSource, body: &str) -> Problem {
    match read_as(source, body) {
        Err(Stop::Refused(problem)) => *problem,
        other => panic!("not refused: {other:?}"),
    }
}

fn items(checked: &Checked) -> Vec<(String, i64, Option<String>)> {
    let read = checked.spool.read().map(Result::unwrap);
    read.map(|item| (item.email.as_str().into(), item.amount.get(), item.reference.map(|it| it.to_string())))
        .collect()
}

const EMAIL: Option<Holds> = Some(Holds::Email);
const DOLLARS: Option<Holds> = Some(Holds::Dollars);
const REFERENCE: Option<Holds> = Some(Holds::Reference);

#[test]
fn the_standard_header_needs_no_description() {
    for body in ["email,amount\na@b.c,1\n", " Amount ,EMAIL\r\n1,a@b.c"] {
        let (sheet, checked) = read_as(&ColumnSource::ByHeaderOrAsked, body).unwrap();
        assert!(sheet.is_none());
        assert_eq!(items(&checked), [("a@b.c".into(), 1, None)]);
        let columns = preview_of(&ColumnSource::Asked, body).columns;
        assert!(columns.iter().any(|column| column.holds == EMAIL));
        assert!(columns.iter().any(|column| column.holds.is_none()), "the unit is not guessed");
    }
}

#[test]
fn other_headers_are_previewed_with_first_rows_and_evident_columns() {
    for (separator, mark) in
        Separator::ALL.into_iter().flat_map(|separator| [(separator, ""), (separator, "\r")])
    {
        let by = char::from(separator.byte());
        let body = format!(
            "E-mail{by}Amount ($){by}Reference{by}{mark}\na@b.c{by}12.50{by}r1{by}{mark}\n\nx{by}{mark}\n"
        );
        let sheet = preview_of(&ColumnSource::ByHeaderOrAsked, &body);
        assert_eq!((sheet.separator, sheet.wrong), (separator, None));
        let shown: Vec<_> = sheet.columns.iter().map(|column| (column.name.as_str(), column.holds)).collect();
        assert_eq!(shown, [("E-mail", EMAIL), ("Amount ($)", None), ("Reference", REFERENCE), ("", None)]);
        assert_eq!(sheet.columns[0].examples, ["a@b.c", "x"]);
        assert_eq!(sheet.columns[1].examples, ["12.50", ""]);
    }
    // If two columns have such a name, neither is evident. A name of several words is one name. The preview shows no
    // partial row.
    let twice = preview_of(&ColumnSource::ByHeaderOrAsked, "E-mail,Mail,The\t amount\na@b.c,d@e.f,1\n");
    assert!(twice.columns.iter().all(|column| column.holds.is_none()));
    assert_eq!(twice.columns[2].name, "The amount");
    let long = format!("E-mail,Amount,Note\na@b.c,1,{0}\na@b.c,1,{0}\na@b.c,1,{0}\n", "n".repeat(60_000));
    assert_eq!(preview_of(&ColumnSource::ByHeaderOrAsked, &long).columns[0].examples.len(), 2);
    assert!(preview_of(&ColumnSource::ByHeaderOrAsked, &long).columns[2].examples[0].chars().count() < 100);
}

#[test]
fn described_columns_are_read_and_faults_name_their_lines() {
    let source =
        described_columns(&[("Who", None), ("E-mail", EMAIL), ("Amount ($)", DOLLARS), ("Ref", REFERENCE)]);
    let body = "Who;E-mail;Amount ($);Ref\n\"Ann;\nof B\";a@b.c;$1,234.56;r1\n\n;d@e.f;12,50;\n;;;\n;g@h.i;7;r3;\n;g@h.i;0.07;r4";
    let (sheet, checked) = read_as(&source, body).unwrap();
    assert_eq!(
        items(&checked),
        [("a@b.c".into(), 123_456, Some("r1".into())), ("g@h.i".into(), 7, Some("r4".into()))]
    );
    let (faults, _) = checked.faults.into_parts();
    let found: Vec<_> = faults.iter().map(|fault| (fault.line.unwrap(), fault.code)).collect();
    assert_eq!(found, [(5, "decimal_comma"), (6, "blank_row"), (7, "wrong_number_of_fields")]);
    assert!(faults[2].message.contains("semicolon"), "{}", faults[2].message);
    let rows = sheet.unwrap().rows;
    let shown = |row: &ConvertedRow| {
        (row.line, row.written.clone(), row.paid.as_ref().map(|(_, amount)| amount.to_string()))
    };
    assert_eq!(shown(&rows[0]), (Some(2), "$1,234.56".into(), Some("$1,234.56".into())));
    assert_eq!(shown(&rows[1]), (Some(5), "12,50".into(), None));
    assert_eq!(rows.len(), 5);
    // A point may separate thousands, whatever separates the cells.
    let two = described_columns(&[("E-mail", EMAIL), ("Sum", DOLLARS)]);
    for separator in Separator::ALL {
        let by = char::from(separator.byte());
        let (_, checked) = read_as(&two, &format!("E-mail{by}Sum\na@b.c{by}1.000\na@b.c{by}1.00\n")).unwrap();
        assert_eq!((items(&checked).len(), checked.faults.into_parts().0[0].code), (1, "unclear_amount"));
    }
}

#[test]
fn a_column_of_cents_is_read_as_cents() {
    let source = described_columns(&[("E-mail", EMAIL), ("Sum", Some(Holds::Cents))]);
    let (_, checked) = read_as(&source, "E-mail;Sum\na@b.c;1250\na@b.c;12.50\n").unwrap();
    assert_eq!(items(&checked), [("a@b.c".into(), 1_250, None)]);
    assert_eq!(checked.faults.into_parts().0[0].code, "not_an_integer");
}

#[test]
fn incomplete_repeated_or_outdated_columns_are_asked_for_again() {
    let body = "E-mail,Sum,Bonus\na@b.c,1,2\n";
    for (columns, says, kept) in [
        ([("E-mail", EMAIL), ("Sum", None), ("Bonus", None)], "in cents or in dollars", true),
        ([("E-mail", None), ("Sum", DOLLARS), ("Bonus", None)], "e-mail address", true),
        ([("E-mail", EMAIL), ("Sum", DOLLARS), ("Bonus", DOLLARS)], "Two columns", true),
        ([("E-mail", EMAIL), ("Sum", DOLLARS), ("Bonus", Some(Holds::Cents))], "Two columns", true),
        ([("E-mail", EMAIL), ("Sum", DOLLARS), ("Bonus", EMAIL)], "Two columns", true),
        ([("E-mail", EMAIL), ("Bonus", DOLLARS), ("Sum", None)], "column 2 is now called Sum", false),
        ([("e-mail", EMAIL), ("Sum", DOLLARS), ("Bonus", None)], "column 1 is now called E-mail", false),
    ] {
        let sheet = preview_of(&described_columns(&columns), body);
        assert!(sheet.wrong.as_ref().is_some_and(|wrong| wrong.contains(says)), "{says}: {:?}", sheet.wrong);
        let holds: Vec<_> = sheet.columns.iter().map(|column| column.holds).collect();
        let expected = if kept { columns.map(|(_, holds)| holds).to_vec() } else { vec![EMAIL, None, None] };
        assert_eq!(holds, expected, "{says}");
    }
    let fewer = preview_of(&described_columns(&[("E-mail", EMAIL), ("Sum", DOLLARS)]), body);
    assert!(fewer.wrong.is_some_and(|wrong| wrong.contains("it had 2 columns, and this one has 3")));
}

#[test]
fn the_first_row_must_be_a_header_of_limited_size() {
    let names = |n: usize| vec!["x"; n].join(";");
    assert_eq!(preview_of(&ColumnSource::ByHeaderOrAsked, &names(MAX_COLUMNS)).columns.len(), MAX_COLUMNS);
    let many = refusal_of(&ColumnSource::ByHeaderOrAsked, &format!("{}\n1\n", names(10_000)));
    assert!(many.detail().contains("10000 columns"), "{}", many.detail());
    let long = format!("E-mail,{}\n", "n".repeat(1_000_000));
    assert_eq!(refusal_of(&ColumnSource::ByHeaderOrAsked, &long).code(), Code::MalformedBody);
    let fits = format!("E-mail,{}\n", "n".repeat(MAX_ITEM_BYTES - 100));
    assert_eq!(preview_of(&ColumnSource::ByHeaderOrAsked, &fits).columns.len(), 2);
    for (body, says) in [
        ("", "empty"),
        ("\n\n", "empty"),
        ("sep=;\nE-mail;Sum\n", "remove it"),
        ("a@b.c;12.50\n", "looks like an item"),
        ("\"E-mail;Sum\na@b.c;1\n", "quote"),
        ("\u{7f}ELF;\u{1}\n", "not a table"),
    ] {
        let problem = refusal_of(&ColumnSource::ByHeaderOrAsked, body);
        assert!(problem.detail().contains(says), "{body}: {}", problem.detail());
    }
}
