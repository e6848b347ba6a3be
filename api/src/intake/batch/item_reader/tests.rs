use super::*;
use domain::metadata::METADATA_MAX_BYTES;

type Fields = (String, i64, Option<String>, Option<String>);

fn json(text: &str) -> Result<Fields, Vec<String>> {
    read(Item::from_json(text))
}

fn read(item: Result<Item<'_>, Vec<Fault>>) -> Result<Fields, Vec<String>> {
    match item {
        Ok(item) => Ok((
            item.email.as_str().to_owned(),
            item.amount_cents,
            item.reference.map(Cow::into_owned),
            item.metadata.map(Metadata::into_string),
        )),
        Err(faults) => {
            Err(faults.into_iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect())
        }
    }
}

#[test]
fn json_items_are_read() {
    let whole =
        r#" {"metadata":{"b": 1.50, "a":"\u00e9"},"email":" A\u0040B.c","amount":7,"reference":"r 1"} "#;
    let expected = ("a@b.c".into(), 7, Some("r 1".into()), Some(r#"{"a":"é","b":1.50}"#.into()));
    assert_eq!(json(whole), Ok(expected));
    assert_eq!(
        json(r#"{"email":"a@b.c","amount":1,"reference":null,"metadata":null}"#),
        Ok(("a@b.c".into(), 1, None, None))
    );
}

#[test]
fn every_fault_of_a_json_item_is_named() {
    for (text, faults) in [
        ("", &["item malformed_json"][..]),
        ("{", &["item malformed_json"]),
        ("{} {}", &["item malformed_json"]),
        ("[]", &["item not_an_object"]),
        (r#"{"email":"a@b.c","amount":1,"refernce":"r"}"#, &["refernce unknown_field"]),
        (r#"{"email":"a@b.c","amount":1,"currency":"EUR","x":1}"#, &["currency unknown_field"]),
        (r#"{"email":"a","amount":1,"Reference":"r"}"#, &["email invalid_email", "Reference unknown_field"]),
        ("{}", &["email required", "amount required"]),
        (r#"{"email":" ","amount":"1"}"#, &["email required", "amount not_an_integer"]),
        (r#"{"email":1,"amount":1.0}"#, &["email not_a_string", "amount not_an_integer"]),
        (r#"{"email":"a","amount":0}"#, &["email invalid_email", "amount too_small"]),
        (r#"{"email":"a@b.c","email":"a@b.c","amount":1}"#, &["email repeated"]),
        (r#"{"email":"a@b.c","amount":1,"\u0061mount":1}"#, &["amount repeated"]),
        (r#"{"email":"a@b.c","amount":1,"reference":""}"#, &["reference invalid_reference"]),
        (r#"{"email":"a@b.c","amount":1,"reference":"é"}"#, &["reference invalid_reference"]),
        (r#"{"email":"a@b.c","amount":1,"reference":7}"#, &["reference not_a_string"]),
        (r#"{"email":"a@b.c","amount":1,"reference":"a","reference":"a"}"#, &["reference repeated"]),
        (r#"{"email":"a@b.c","amount":1,"metadata":{},"metadata":{}}"#, &["metadata repeated"]),
        (r#"{"email":"a@b.c","amount":1,"metadata":[]}"#, &["metadata not_an_object"]),
        (r#"{"email":"a@b.c","amount":1,"metadata":{"a":"\ud800"}}"#, &["metadata invalid_character"]),
        (r#"{"email":"a@b.c","amount":1,"metadata":{"a":"\u0000"}}"#, &["metadata invalid_character"]),
    ] {
        assert_eq!(json(text), Err(faults.iter().map(ToString::to_string).collect()), "{text}");
    }
    assert!(json(r#"{"email":"a@b.c","amount":1,"metadata":{"a":"\\u0000"}}"#).is_ok());
    let long = |n| format!(r#"{{"email":"a@b.c","amount":1,"reference":"{}"}}"#, "r".repeat(n));
    assert!(json(&long(255)).is_ok());
    assert_eq!(json(&long(256)), Err(vec!["reference invalid_reference".into()]));
    let large = |n| format!(r#"{{"email":"a@b.c","amount":1,"metadata":{{"a":"{}"}}}}"#, "m".repeat(n));
    assert!(json(&large(METADATA_MAX_BYTES - 8)).is_ok());
    assert_eq!(json(&large(METADATA_MAX_BYTES - 7)), Err(vec!["metadata too_long".into()]));
}

#[test]
fn cells_are_read_and_their_faults_are_named() {
    let cells = |email, amount, reference, metadata| {
        read(Item::from_cells(Cells { email, amount, reference, metadata, ..Cells::default() }))
    };
    assert_eq!(
        cells("A@b.c ", " 7 ", "r", r#"{ "a": 1 }"#),
        Ok(("a@b.c".into(), 7, Some("r".into()), Some(r#"{"a":1}"#.into())))
    );
    assert_eq!(cells("a@b.c", "1", " ", ""), Ok(("a@b.c".into(), 1, None, None)));
    for (amount, code) in [
        ("", "required"),
        ("1.0", "not_an_integer"),
        ("1e2", "not_an_integer"),
        ("$1", "not_an_integer"),
        ("-", "not_an_integer"),
        ("1 2", "not_an_integer"),
        ("0", "too_small"),
        ("-3", "too_small"),
        ("100000001", "too_large"),
        ("99999999999999999999", "too_large"),
    ] {
        assert_eq!(cells("a@b.c", amount, "", ""), Err(vec![format!("amount {code}")]), "{amount:?}");
    }
    let message = |amount| match Item::from_cells(Cells { email: "a@b.cd", amount, ..Cells::default() }) {
        Err(faults) => faults[0].message.clone(),
        Ok(_) => panic!("{amount} is accepted"),
    };
    for (amount, cure) in [
        ("12.50", "without a decimal point: $12.50 is 1250"),
        ("1,000", "without commas"),
        ("12,50", "without commas"),
        ("$5", "digits only"),
        ("5 USD", "digits only"),
        ("x", "must be an integer."),
    ] {
        assert!(message(amount).contains(cure), "{}", message(amount));
    }
    assert_eq!(cells("a@b.c", "1", "1.23457E+18", ""), Err(vec!["reference shortened_reference".into()]));
    assert_eq!(cells("a@b.c", "1", "#N/A", ""), Err(vec!["reference spreadsheet_error".into()]));
    assert!(cells("a@b.c", "1", "#1234", "").is_ok());
    // In JSON a program writes what it means, so these are accepted.
    for text in ["1.23457E+18", "#N/A"] {
        assert!(json(&format!(r#"{{"email":"a@b.c","amount":1,"reference":"{text}"}}"#)).is_ok());
    }
    assert_eq!(
        cells(" ", "x", "\u{e9}", "1"),
        Err(vec![
            "email required".into(),
            "amount not_an_integer".into(),
            "reference invalid_reference".into(),
            "metadata not_an_object".into()
        ])
    );
}
