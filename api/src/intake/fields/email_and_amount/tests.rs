use super::*;

/// Returns the amount, or its error message.
fn amount(json: &str) -> Result<i64, String> {
    let body = format!(r#"{{"email":"a@b.c","amount":{json}}}"#);
    match create_fields(body.as_bytes()) {
        Ok((_, amount)) => Ok(amount.get()),
        Err(errors) => {
            assert_eq!(errors.email, None);
            Err(errors.amount.unwrap().message("amount"))
        }
    }
}

fn email_of(json: &str) -> Result<String, String> {
    let body = format!(r#"{{"email":{json},"amount":1}}"#);
    match create_fields(body.as_bytes()) {
        Ok((email, _)) => Ok(email.as_str().to_owned()),
        Err(errors) => {
            assert_eq!(errors.amount, None);
            Err(errors.email.unwrap().message("email"))
        }
    }
}

#[test]
fn amounts_are_read_or_rejected_with_their_message() {
    for (json, cents) in [("1", 1), ("100", 100), ("100000000", 100_000_000), (" 7 ", 7)] {
        assert_eq!(amount(json), Ok(cents));
    }
    for json in [
        r#""100""#,
        "1.0",
        "1.5",
        "1e2",
        "1E2",
        "-1.0",
        "true",
        "false",
        "[1]",
        "[]",
        "{}",
        r#"1,"amount":1"#,
    ] {
        assert_eq!(amount(json), Err("The amount must be an integer.".into()), "{json}");
    }
    for json in ["0", "-0", "-1", "-9223372036854775809", "-99999999999999999999999"] {
        assert_eq!(amount(json), Err("The amount must be at least 1.".into()), "{json}");
    }
    for json in ["100000001", "9223372036854775808", "99999999999999999999999"] {
        assert_eq!(amount(json), Err("The amount may not be greater than 100000000.".into()), "{json}");
    }
    for json in ["null", r#""""#, r#""  ""#, r#""\u0020""#] {
        assert_eq!(amount(json), Err("The amount field is required.".into()), "{json}");
    }
}

#[test]
fn emails_are_read_or_rejected_with_their_message() {
    assert_eq!(email_of(r#"" a@b.c\n""#), Ok("a@b.c".into()));
    assert_eq!(email_of(r#""A\u0040b.c""#), Ok("a@b.c".into()));
    for json in ["1", "true", "[]", r#"["a@b.c"]"#, r#""a@b.c","email":"a@b.c""#, r#""\ud800@b.c""#] {
        assert_eq!(email_of(json), Err("The email must be a string.".into()), "{json}");
    }
    for json in ["null", r#""""#, r#"" \t ""#] {
        assert_eq!(email_of(json), Err("The email field is required.".into()), "{json}");
    }
    assert_eq!(email_of(r#""nobody""#), Err("The email must be a valid email address.".into()));
}

#[test]
fn the_length_of_the_typed_and_of_the_normalised_email_is_limited() {
    let email_json = |local: usize, domain: &str| format!("\"{}@{domain}\"", "é".repeat(local));
    let too_long = || Err("The email may not be greater than 255 characters.".into());
    // A local part that no server accepts is invalid. If it makes the whole address too long, that is reported first.
    assert_eq!(email_of(&email_json(251, "b.c")), Err("The email must be a valid email address.".into()));
    assert_eq!(email_of(&email_json(252, "b.c")), too_long());
    // Short as typed, but too long with the domain as an A-label.
    let labels = format!("{}.c", vec!["é".repeat(40); 5].join("."));
    assert!(labels.chars().count() < 255);
    assert_eq!(email_of(&email_json(30, &labels)), too_long());
}

#[test]
fn an_unreadable_body_lacks_both_fields() {
    let body = r#"{"email":["The email field is required."],"amount":["The amount field is required."]}"#;
    let deep = "[".repeat(100_000);
    for bytes in [
        &b""[..],
        b"email=a@b.c",
        b"[]",
        b"null",
        b"\"x\"",
        b"{",
        b"{}",
        b"\xff",
        b"{\"email\":\"\xff\"}",
        deep.as_bytes(),
    ] {
        let errors = create_fields(bytes).unwrap_err();
        let PayoutError::Fields(fields) = errors.payout_error() else { panic!("not a field map") };
        assert_eq!(serde_json::to_string(&fields).unwrap(), body);
    }
}

#[test]
fn unknown_members_are_ignored_even_when_repeated() {
    let body = br#"{"x":1,"email":"a@b.c","x":{"amount":2},"amount":5}"#;
    assert_eq!(create_fields(body), Ok(("a@b.c".parse().unwrap(), Cents::new(5))));
}

#[test]
fn only_fields_at_fault_are_listed() {
    let errors = create_fields(br#"{"email":"a@b.c","amount":0}"#).unwrap_err();
    let PayoutError::Fields(fields) = errors.payout_error() else { panic!("not a field map") };
    assert_eq!(serde_json::to_string(&fields).unwrap(), r#"{"amount":["The amount must be at least 1."]}"#);
    let problems = errors.problems(Some(4));
    assert_eq!((problems.len(), problems[0].index, problems[0].code), (1, Some(4), "too_small"));
}
