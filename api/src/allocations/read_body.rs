//! `{email, amount, reference?, metadata?}`, read as strictly as the seeds' fields.

use domain::email::Email;
use domain::money::Cents;
use serde_json::value::RawValue;

use crate::extract::{
    self, FieldFault, InvalidMetadata, JsonMember, JsonObject, UnknownName, fields_of, read_json,
};
use crate::problem::{Code, FieldProblem, Problem};

/// The longest reference: it shares a namespace with `Idempotency-Key`, and its rules.
const REFERENCE_MAX_CHARS: usize = 255;

/// A request's fields, fit to be recorded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fields {
    pub(super) email: Email,
    pub(super) amount: Cents,
    pub(super) reference: Option<String>,
    /// A JSON object in its shortest form.
    pub(super) metadata: Option<String>,
}

/// What an allocation is asked for with.
const FIELDS: [&str; 4] = ["email", "amount", "reference", "metadata"];

/// Reads a body.
///
/// # Errors
/// A body that is no JSON object; every field at fault, those that are not known among them.
pub(super) fn read_body(body: &[u8]) -> Result<Fields, Problem> {
    let object: JsonObject = read_json(body)?;
    let (reference, metadata) = (reference(object.member("reference")), metadata(object.member("metadata")));
    let required = fields_of(&object, |text| text.parse::<Email>().is_ok());
    let unknown = object.names().find(|name| !FIELDS.contains(name));
    match (required, reference, metadata) {
        (Ok((email, amount)), Ok(reference), Ok(metadata)) => {
            if let Some(name) = unknown {
                return Err(UnknownName::field(name, &FIELDS).problem());
            }
            let email = email.parse().map_err(|_| fault("email", FieldFault::InvalidEmail)).map_err(one)?;
            Ok(Fields { email, amount: Cents::new(amount), reference, metadata })
        }
        (required, reference, metadata) => {
            let mut faults = required.err().map(|faults| faults.problems(None)).unwrap_or_default();
            faults.extend(reference.err());
            faults.extend(metadata.err());
            faults.extend(unknown.map(|name| {
                let message = UnknownName::field(name, &FIELDS).message().to_owned();
                problem(name, Code::UnknownField.as_str(), message)
            }));
            Err(Problem::fields(faults))
        }
    }
}

fn reference(member: JsonMember<'_>) -> Result<Option<String>, FieldProblem> {
    let Some(raw) = optional(member).map_err(|()| fault("reference", FieldFault::NotAString))? else {
        return Ok(None);
    };
    let text: String =
        serde_json::from_str(raw.get()).map_err(|_| fault("reference", FieldFault::NotAString))?;
    let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if printable && (1..=REFERENCE_MAX_CHARS).contains(&text.len()) {
        Ok(Some(text))
    } else {
        let message =
            format!("The reference must have 1 to {REFERENCE_MAX_CHARS} printable ASCII characters.");
        Err(problem("reference", "invalid_reference", message))
    }
}

fn metadata(member: JsonMember<'_>) -> Result<Option<String>, FieldProblem> {
    let named = |wrong: InvalidMetadata| problem("metadata", wrong.code, wrong.message);
    let raw = optional(member).map_err(|()| named(InvalidMetadata::not_an_object()))?;
    raw.map(|raw| extract::metadata(raw.get()).map_err(named)).transpose()
}

/// The value of a member that may be absent or null.
fn optional(member: JsonMember<'_>) -> Result<Option<&RawValue>, ()> {
    match member {
        JsonMember::Absent => Ok(None),
        JsonMember::Repeated => Err(()),
        JsonMember::Value(raw) => Ok(Some(raw).filter(|raw| raw.get() != "null")),
    }
}

fn fault(field: &'static str, fault: FieldFault) -> FieldProblem {
    fault.problem(field, None)
}

fn problem(field: &str, code: &'static str, message: String) -> FieldProblem {
    FieldProblem { index: None, line: None, field: field.to_owned(), code, message }
}

fn one(problem: FieldProblem) -> Problem {
    Problem::fields(vec![problem])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(body: &str) -> Result<(Option<String>, Option<String>), String> {
        let fields = read_body(body.as_bytes())
            .map_err(|problem| serde_json::to_value(problem).unwrap()["errors"].to_string())?;
        Ok((fields.reference, fields.metadata))
    }

    #[test]
    fn optional_fields() {
        let with = |rest: &str| codes(&format!(r#"{{"email":"a@b.cd","amount":1{rest}}}"#));
        assert_eq!(with(""), Ok((None, None)));
        assert_eq!(with(r#","reference":null,"metadata":null"#), Ok((None, None)));
        assert_eq!(
            with(r#","reference":"r","metadata":{ "k" : [1] }"#),
            Ok((Some("r".into()), Some(r#"{"k":[1]}"#.into())))
        );
        for (rest, code) in [
            (r#","reference":7"#, "not_a_string"),
            (r#","reference":"""#, "invalid_reference"),
            (r#","reference":"a","reference":"a""#, "not_a_string"),
            (r#","metadata":[]"#, "not_an_object"),
            (r#","metadata":{"a":["\u0000"]}"#, "invalid_character"),
        ] {
            assert!(with(rest).unwrap_err().contains(code), "{rest}");
        }
    }

    #[test]
    fn every_fault_is_reported() {
        let faults = codes(r#"{"amount":0,"reference":7}"#).unwrap_err();
        assert!(["email", "too_small", "reference"].iter().all(|part| faults.contains(part)), "{faults}");
        assert!(
            codes(r#"{"email":"a@b.cd","amount":1,"refernce":"r"}"#).unwrap_err().contains("unknown_field")
        );
        assert!(codes(r#"{"email":"a@b.cd","currency":"EUR"}"#).unwrap_err().contains("unknown_field"));
        assert_eq!(read_body(b"nonsense").unwrap_err().code(), Code::MalformedBody);
        assert_eq!(read_body(b"[]").unwrap_err().code(), Code::InvalidRequest);
    }
}
