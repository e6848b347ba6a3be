use std::io::{BufReader, Cursor};

use super::row_limit::MAX_ITEM_BYTES;
use domain::metadata::Metadata;
use domain::reference::Reference;

use super::*;
use crate::http::problem::{Code, Problem};
use crate::intake::batch::sink::Purpose;
use crate::intake::batch::spool::Spool;

/// Reads through a small buffer, so that lines and rows straddle reads.
fn read(form: MediaType, body: &[u8], max_items: u64) -> Result<Spool, Stop> {
    let mut sink = Sink::new(&std::env::temp_dir(), max_items, Purpose::Record).unwrap();
    read_items(form, &ColumnSource::ByHeader, BufReader::with_capacity(7, Cursor::new(body)), &mut sink)?;
    Ok(sink.finish()?.spool)
}

fn items(form: MediaType, body: &str) -> Vec<(String, i64, Option<String>, Option<String>)> {
    let spool = read(form, body.as_bytes(), 10).unwrap();
    spool
        .read()
        .map(|item| {
            let item = item.unwrap();
            let (reference, metadata) =
                (item.reference.map(Reference::into_string), item.metadata.map(Metadata::into_string));
            (item.email.as_str().to_owned(), item.amount.get(), reference, metadata)
        })
        .collect()
}

fn problem(form: MediaType, body: &[u8]) -> Problem {
    match read(form, body, 3) {
        Err(Stop::Refused(problem)) => *problem,
        other => panic!("not refused: {other:?}"),
    }
}

/// Returns `index field code` of each fault.
fn faults(form: MediaType, body: &[u8]) -> Vec<String> {
    let json = serde_json::to_value(problem(form, body)).unwrap();
    let errors = json["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| {
            let text = |name: &str| error[name].as_str().unwrap().to_owned();
            let index = error.get("index").map_or("-".to_owned(), ToString::to_string);
            format!("{index} {} {}", text("field"), text("code"))
        })
        .collect()
}

#[test]
fn the_three_formats_of_a_batch_are_the_same_batch() {
    let json = r#"{"items":[{"email":"a@b.c","amount":1,"reference":"r,\"1"},{"email":"d@e.f","amount":2,"metadata":{"k":1}}]}"#;
    let ndjson = "\u{feff}\n{\"email\":\"A@b.c\",\"amount\":1,\"reference\":\"r,\\\"1\"}\r\n\n{\"email\":\"d@e.f\",\"amount\":2,\"metadata\":{\"k\":1}}";
    let csv =
        "\u{feff}Amount, reference ,EMAIL,metadata\r\n1,\"r,\"\"1\",a@b.c,\r\n\r\n2,,d@e.f,\"{\"\"k\"\":1}\"";
    let expected = [
        ("a@b.c".to_owned(), 1, Some("r,\"1".to_owned()), None),
        ("d@e.f".to_owned(), 2, None, Some(r#"{"k":1}"#.to_owned())),
    ];
    let forms = [(MediaType::Json, json), (MediaType::Ndjson, ndjson), (MediaType::Csv, csv)];
    for (form, body) in forms {
        assert_eq!(items(form, body), expected, "{form:?}");
    }
    let fingerprints = forms.map(|(form, body)| read(form, body.as_bytes(), 10).unwrap().fingerprint);
    assert!(fingerprints.iter().all(|one| *one == fingerprints[0]));
}

#[test]
fn faults_name_their_items() {
    let ndjson = b"{\"email\":\"a@b.c\",\"amount\":1}\n{\"amount\":0}\n\xff\n";
    assert_eq!(
        faults(MediaType::Ndjson, ndjson),
        ["1 email required", "1 amount too_small", "2 item invalid_utf8"]
    );
    let csv = b"email,amount\nx,1\na@b.c\n\xff@b.c,1\n";
    assert_eq!(
        faults(MediaType::Csv, csv),
        ["0 email invalid_email", "1 item wrong_number_of_fields", "2 email invalid_utf8"]
    );
    let json = br#"{"items":[{"email":"a@b.c","amount":1},7,{"email":"a@b.c","amount":1,"amount":1}]}"#;
    assert_eq!(faults(MediaType::Json, json), ["1 item not_an_object", "2 amount repeated"]);
}

#[test]
fn empty_and_too_large_batches_are_rejected() {
    for (form, body) in [
        (MediaType::Ndjson, ""),
        (MediaType::Ndjson, "\n \n"),
        (MediaType::Csv, "email,amount\n"),
        (MediaType::Json, r#"{"items":[]}"#),
    ] {
        assert_eq!(faults(form, body.as_bytes()), ["- items required"], "{form:?}");
    }
    let line = "{\"email\":\"a@b.c\",\"amount\":1}\n";
    let element = line.trim();
    assert!(read(MediaType::Ndjson, line.repeat(3).as_bytes(), 3).is_ok());
    for (form, body) in [
        (MediaType::Ndjson, line.repeat(4)),
        (MediaType::Csv, format!("email,amount\n{}", "a@b.c,1\n".repeat(4))),
        (MediaType::Json, format!(r#"{{"items":[{}]}}"#, [element; 4].join(","))),
    ] {
        assert_eq!(faults(form, body.as_bytes()), ["- items too_many"], "{form:?}");
    }
}

#[test]
fn a_document_of_another_shape_is_rejected() {
    assert_eq!(faults(MediaType::Json, br#"{"mode":"x","items":[]}"#), ["- mode unknown_field"]);
    for body in ["[]", "{}", "null", r#"{"items":{}}"#, r#"{"items":[],"items":[]}"#] {
        assert_eq!(faults(MediaType::Json, body.as_bytes()), ["- items invalid"], "{body}");
    }
    for body in [&b""[..], b"{\"items\":[", b"{\"items\":[]} x", b"\xff", b"{\"items\":[{]}"] {
        assert_eq!(problem(MediaType::Json, body).code(), Code::MalformedBody, "{body:?}");
    }
}

#[test]
fn missing_unknown_and_repeated_columns_are_rejected() {
    for (header, fault) in [
        ("", "- email missing_column"),
        ("email", "- amount missing_column"),
        ("amount,reference", "- email missing_column"),
        ("email,amount,note", "- note unknown_column"),
        ("email,amount,Email", "- email duplicate_column"),
        ("a@b.c,100", "- a@b.c unknown_column"),
    ] {
        assert_eq!(faults(MediaType::Csv, header.as_bytes()), [fault], "{header}");
    }
}

#[test]
fn a_line_or_row_without_end_is_not_buffered() {
    let long = "x".repeat(MAX_ITEM_BYTES + 1);
    let ndjson = format!("{long}\n{{\"email\":\"a@b.c\",\"amount\":1}}\n[]\n{long}");
    let expected = ["0 item too_long", "2 item not_an_object", "3 item too_long"];
    let mut sink = Sink::new(&std::env::temp_dir(), 10, Purpose::Record).unwrap();
    read_items(MediaType::Ndjson, &ColumnSource::ByHeader, Cursor::new(ndjson), &mut sink).unwrap();
    let Err(Stop::Refused(refusal)) = sink.finish() else { panic!("not refused") };
    let json = serde_json::to_value(refusal).unwrap();
    let found: Vec<String> = (json["errors"].as_array().unwrap().iter())
        .map(|error| format!("{} item {}", error["index"], error["code"].as_str().unwrap()))
        .collect();
    assert_eq!(found, expected);

    let csv = format!("email,amount\na@b.c,1\n\"{}", "x\n".repeat(200_000));
    assert_eq!(problem(MediaType::Csv, csv.as_bytes()).code(), Code::MalformedBody);
}

#[test]
fn faults_are_listed_up_to_a_limit() {
    let mut sink = Sink::new(&std::env::temp_dir(), 10_000, Purpose::Record).unwrap();
    read_items(MediaType::Ndjson, &ColumnSource::ByHeader, Cursor::new("{}\n".repeat(600)), &mut sink)
        .unwrap();
    let Err(Stop::Refused(problem)) = sink.finish() else { panic!("not refused") };
    let json = serde_json::to_value(problem).unwrap();
    assert_eq!(json["errors"].as_array().unwrap().len(), crate::intake::batch::faults::MAX_FAULTS);
    assert_eq!(json["errors_truncated"], true);
}

/// Returns the lines on which the items of `body` begin.
fn lines(form: MediaType, body: &str) -> Vec<Option<u64>> {
    let mut sink = Sink::new(&std::env::temp_dir(), 10, Purpose::Examine).unwrap();
    read_items(form, &ColumnSource::ByHeader, BufReader::with_capacity(7, Cursor::new(body)), &mut sink)
        .unwrap();
    let items = sink.next_index();
    let checked = sink.finish().unwrap();
    (0..items).map(|index| checked.lines.of(index)).collect()
}

#[test]
fn each_item_has_its_line_number() {
    let row = "a@b.c,1,\n";
    let broken = "a@b.c,1,\"{\n}\"\n";
    let csv = format!("email,amount,metadata\n{row}{broken}{row}\n\n{row}x\n{row}");
    let expected = [2, 3, 5, 8, 9, 10].map(Some);
    assert_eq!(lines(MediaType::Csv, &csv), expected);
    assert_eq!(lines(MediaType::Csv, csv.trim_end()), expected);
    assert_eq!(lines(MediaType::Csv, &csv.replace('\n', "\r\n")), expected);
    assert_eq!(lines(MediaType::Csv, csv.replace('\n', "\r\n").trim_end()), expected);
    let ndjson = "\n{\"email\":\"a@b.c\",\"amount\":1}\n\n\n[]\n{}";
    assert_eq!(lines(MediaType::Ndjson, ndjson), [2, 5, 6].map(Some));
    assert_eq!(lines(MediaType::Json, "{\"items\":[{},\n{}]}"), [None, None]);
}

#[test]
fn an_examination_spools_the_items_without_faults() {
    let mut sink = Sink::new(&std::env::temp_dir(), 10, Purpose::Examine).unwrap();
    let csv = "email,amount\na@b.c,0\na@b.c,1\nx\na@b.c,2\n";
    read_items(MediaType::Csv, &ColumnSource::ByHeader, Cursor::new(csv), &mut sink).unwrap();
    let checked = sink.finish().unwrap();
    assert_eq!((checked.spool.items, checked.spool.amount.get()), (2, 3));
    assert_eq!(checked.faulty, [0, 2]);
    assert_eq!(checked.faults.into_parts().0.len(), 2);
}

#[test]
fn other_kinds_of_files_are_named_with_the_cure() {
    let utf_16: Vec<u8> = "email,amount\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = [&[0xff, 0xfe][..], &utf_16].concat();
    let zip = b"PK\x03\x04\x14\x00\x06\x00";
    for (form, body, says) in [
        (MediaType::Csv, &zip[..], "workbook"),
        (MediaType::Ndjson, &zip[..], "workbook"),
        (MediaType::Csv, &[0xd0, 0xcf, 0x11, 0xe0, 0xa1][..], "old Excel"),
        (MediaType::Csv, &[0x1f, 0x8b, 8, 0][..], "Content-Encoding: gzip"),
        (MediaType::Csv, &with_mark[..], "UTF-16"),
        (MediaType::Csv, &utf_16[..], "UTF-16"),
        (MediaType::Csv, b"\xef\xbb\xbf {\"items\":[]}", "application/json"),
        (MediaType::Ndjson, b"[{\"email\":1}]", "JSON array"),
    ] {
        let message = serde_json::to_string(&problem(form, body)).unwrap();
        assert!(message.contains(says), "{message}");
    }
}

/// Returns the message of the first fault.
fn first_message(csv: &str) -> String {
    let json = serde_json::to_value(problem(MediaType::Csv, csv.as_bytes())).unwrap();
    json["errors"][0]["message"].as_str().unwrap().to_owned()
}

#[test]
fn almost_correct_tables_are_rejected_with_the_cure() {
    for (csv, fault, says) in [
        ("email;amount\na@b.cd;1\n", "- header wrong_separator", "semicolons"),
        ("email\tamount\na@b.cd\t1\n", "- header wrong_separator", "tabs"),
        ("email,amount,\na@b.cd,1,\n", "- header blank_column", "Column 3"),
        ("a@b.cd,1\n", "- a@b.cd unknown_column", "looks like an item"),
        ("email,amountann@b.cd,1bob@b.cd,2", "- amountann@b.cd unknown_column", "--data-binary @FILE"),
        ("\u{7f}ELF\u{2}\u{1}@,\u{0}\n", "- header not_text", "save it as CSV"),
        ("\"email,amount\na@b.cd,1\n", "- header unclosed_quote", "quote"),
        ("email,amount\na@b.cd,1,\n", "0 item wrong_number_of_fields", "commas at its end"),
        ("email,amount\na@b.cd,1,000\n", "0 item wrong_number_of_fields", "without commas"),
        ("email,amount\na@b.cd\n", "0 item wrong_number_of_fields", "a comma for each column"),
        ("email,amount\na@b.cd,\"1\nc@d.ef,2\n", "0 item unclosed_quote", "Close the quote"),
        ("email,amount,reference\na@b.cd,1,\"r\nc@d.ef,2,s\n", "0 item unclosed_quote", "Close the quote"),
        ("email,amount,metadata\na@b.cd,1,\"{}\nc@d.ef,2,\n", "0 item unclosed_quote", "Close the quote"),
        // The end of a truncated file.
        ("email,amount\na@b.cd,\"5", "0 item unclosed_quote", "Close the quote"),
        ("email,amount\na@b.cd,1\nc@d.ef,\"50\n", "1 item unclosed_quote", "Close the quote"),
        ("email,amount,metadata\na@b.cd,1,\"{\"\"n\"\":1}", "0 item unclosed_quote", "Close the quote"),
        ("email,amount,reference\na@b.cd,1,\"", "0 item unclosed_quote", "Close the quote"),
    ] {
        assert_eq!(faults(MediaType::Csv, csv.as_bytes()), [fault], "{csv}");
        assert!(first_message(csv).contains(says), "{csv}: {}", first_message(csv));
    }
    let spaced = " Email , AMOUNT\na@b.cd,1\n";
    assert_eq!(items(MediaType::Csv, spaced), [("a@b.cd".to_owned(), 1, None, None)]);
}

#[test]
fn carriage_returns_end_lines_too() {
    let csv = b"email,amount\ra@b.cd,1\rx,1\r\ry,1\r";
    let json = serde_json::to_value(problem(MediaType::Csv, csv)).unwrap();
    let lines: Vec<_> =
        json["errors"].as_array().unwrap().iter().map(|fault| fault["line"].clone()).collect();
    assert_eq!(lines, [3, 5]);
}
