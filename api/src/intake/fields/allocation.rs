//! Reads `{email, amount, reference?, metadata?}`, as strictly as the fields of `/payout/create`.

use domain::email::Email;
use domain::metadata::{InvalidMetadata, Metadata};
use domain::money::Cents;
use domain::reference::{InvalidReference, Reference};
use serde_json::value::RawValue;

use crate::http::extract::{JsonMember, JsonObject, UnknownName, read_json};
use crate::http::problem::{Code, FieldProblem, Problem};
use crate::intake::fields::{FieldErrors, FieldFault, amount_words, email_words, fields_of};

/// The fields of a request, ready to be recorded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) email: Email,
    pub(crate) amount: Cents,
    pub(crate) reference: Option<Reference>,
    pub(crate) metadata: Option<Metadata>,
}

/// The names of the fields.
const FIELDS: [&str; 4] = ["email", "amount", "reference", "metadata"];

/// Reads a body.
///
/// # Errors
/// The problem of a body that is not a JSON object, or of all faulty fields including unknown ones.
pub(crate) fn read_body(body: &[u8]) -> Result<Fields, Problem> {
    let object: JsonObject = read_json(body)?;
    let (reference, metadata) = (reference(object.member("reference")), metadata(object.member("metadata")));
    let required = fields_of(&object);
    let unknown = object.names().find(|name| !FIELDS.contains(name));
    match (required, reference, metadata) {
        (Ok((email, amount)), Ok(reference), Ok(metadata)) => {
            if let Some(name) = unknown {
                return Err(UnknownName::field(name, &FIELDS).problem());
            }
            Ok(Fields { email, amount, reference, metadata })
        }
        (required, reference, metadata) => {
            let mut faults = required.err().map(|faults| of_required(faults, &object)).unwrap_or_default();
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

/// Returns the faults of the required fields, with what to do about them. Unlike the routes of the `/payout` family,
/// this names a repeated field as such.
fn of_required(faults: FieldErrors, object: &JsonObject) -> Vec<FieldProblem> {
    let told = |problem: FieldProblem| match object.member(&problem.field) {
        JsonMember::Repeated => FieldFault::Repeated.problem(&problem.field, None),
        JsonMember::Value(written) if problem.field == "amount" => {
            let message = faults.amount.map_or(problem.message, |fault| amount_words(fault, written.get()));
            FieldProblem { message, ..problem }
        }
        JsonMember::Value(written) => {
            let message = faults.email.map_or(problem.message, |fault| email_words(fault, written.get()));
            FieldProblem { message, ..problem }
        }
        JsonMember::Absent => problem,
    };
    faults.problems(None).into_iter().map(told).collect()
}

fn reference(member: JsonMember<'_>) -> Result<Option<Reference>, FieldProblem> {
    let Some(raw) = optional("reference", member)? else { return Ok(None) };
    let text: String =
        serde_json::from_str(raw.get()).map_err(|_| fault("reference", FieldFault::NotAString))?;
    let invalid = |invalid: InvalidReference| problem("reference", "invalid_reference", invalid.to_string());
    Reference::try_from(text).map(Some).map_err(invalid)
}

fn metadata(member: JsonMember<'_>) -> Result<Option<Metadata>, FieldProblem> {
    let named = |wrong: InvalidMetadata| problem("metadata", wrong.code, wrong.message);
    optional("metadata", member)?.map(|raw| raw.get().parse().map_err(named)).transpose()
}

/// Returns the value of a member that may be absent or null.
fn optional<'a>(field: &'static str, member: JsonMember<'a>) -> Result<Option<&'a RawValue>, FieldProblem> {
    match member {
        JsonMember::Absent => Ok(None),
        JsonMember::Repeated => Err(fault(field, FieldFault::Repeated)),
        JsonMember::Value(raw) => Ok(Some(raw).filter(|raw| raw.get() != "null")),
    }
}

fn fault(field: &'static str, fault: FieldFault) -> FieldProblem {
    fault.problem(field, None)
}

fn problem(field: &str, code: &'static str, message: String) -> FieldProblem {
    FieldProblem { index: None, line: None, field: field.to_owned(), code, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<(Option<String>, Option<String>), String> {
        let fields = read_body(body.as_bytes())
            .map_err(|problem| serde_json::to_value(problem).unwrap()["errors"].to_string())?;
        Ok((fields.reference.map(Reference::into_string), fields.metadata.map(Metadata::into_string)))
    }

    #[test]
    fn optional_fields_are_read_and_checked() {
        let with = |rest: &str| read(&format!(r#"{{"email":"a@b.cd","amount":1{rest}}}"#));
        assert_eq!(with(""), Ok((None, None)));
        assert_eq!(with(r#","reference":null,"metadata":null"#), Ok((None, None)));
        assert_eq!(
            with(r#","reference":"r","metadata":{ "k" : [1] }"#),
            Ok((Some("r".into()), Some(r#"{"k":[1]}"#.into())))
        );
        for (rest, code) in [
            (r#","reference":7"#, "not_a_string"),
            (r#","reference":"""#, "invalid_reference"),
            (r#","reference":"a","reference":"a""#, "repeated"),
            (r#","metadata":{},"metadata":{}"#, "repeated"),
            (r#","amount":5"#, "The amount is given twice: send it once."),
            (r#","email":"b@b.cd""#, "The email is given twice: send it once."),
            (r#","metadata":[]"#, "not_an_object"),
            (r#","metadata":{"a":["\u0000"]}"#, "invalid_character"),
        ] {
            assert!(with(rest).unwrap_err().contains(code), "{rest}");
        }
    }

    #[test]
    fn every_fault_is_reported() {
        let faults = read(r#"{"amount":0,"reference":7}"#).unwrap_err();
        assert!(["email", "too_small", "reference"].iter().all(|part| faults.contains(part)), "{faults}");
        assert!(
            read(r#"{"email":"a@b.cd","amount":1,"refernce":"r"}"#).unwrap_err().contains("unknown_field")
        );
        assert!(read(r#"{"email":"a@b.cd","currency":"EUR"}"#).unwrap_err().contains("unknown_field"));
        assert_eq!(read_body(b"nonsense").unwrap_err().code(), Code::MalformedBody);
        assert_eq!(read_body(b"[]").unwrap_err().code(), Code::InvalidRequest);
    }
}
