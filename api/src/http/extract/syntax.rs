//! The error messages about bytes that are not JSON: what is wrong, with its line and column.

use serde::de::IgnoredAny;

/// Returns what is wrong with `bytes`, as a sentence for people, or `None` for any JSON. This is checked before the
/// shape, because a name in a broken document may not be a name.
pub fn malformed(bytes: &[u8]) -> Option<String> {
    if bytes.trim_ascii().is_empty() {
        return Some("The body is empty, but must be JSON.".to_owned());
    }
    if let Some(encoding) = wrong_encoding(bytes) {
        return Some(format!("The body {encoding}."));
    }
    let (what, line, column) = match std::str::from_utf8(bytes) {
        Ok(text) => {
            let error = serde_json::from_str::<IgnoredAny>(text).err()?;
            (plain_message(&error), error.line(), error.column())
        }
        Err(error) => {
            let (line, column) = place(&bytes[..error.valid_up_to()]);
            ("it is not UTF-8".to_owned(), line, column)
        }
    };
    Some(format!("The body is not JSON: {what}, at line {line} column {column}."))
}

/// Returns what is wrong with how the whole body is encoded.
fn wrong_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1f, 0x8b, ..] => Some("is compressed with gzip: send it with the header Content-Encoding: gzip"),
        _ if is_utf_16(bytes) => Some("is UTF-16, but must be UTF-8"),
        [0xef, 0xbb, 0xbf, ..] => Some("begins with a byte order mark: send it as UTF-8 without one"),
        _ => None,
    }
}

/// Returns the parser's message about invalid JSON in plain words, without the position.
pub fn plain_message(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let what = match said {
        "expected `:`" => "a colon is missing after a name",
        "expected `,` or `]`" => "a comma or the closing bracket ] is missing",
        "expected `,` or `}`" => "a comma or the closing brace } is missing",
        "expected ident" | "expected value" => {
            "a value cannot begin like this (strings need double quotes), or there is an extra comma"
        }
        "key must be a string" => "a name in double quotes is missing here, or there is an extra comma",
        "trailing comma" => "there is an extra comma after the last value",
        "trailing characters" => "there is more text after its end",
        "invalid number" => "a number is malformed",
        "invalid escape" | "unexpected end of hex escape" | "lone leading surrogate in hex escape" => {
            "an escape is invalid (write a backslash itself as \\\\)"
        }
        _ if said.starts_with("EOF while parsing") => "it ends too early",
        _ if said.starts_with("control character") => {
            "a string contains a line break or tab (write them as \\n and \\t)"
        }
        other => other,
    };
    what.to_owned()
}

/// Returns whether the bytes are UTF-16. JSON begins with two ASCII characters, and in UTF-16 one byte of each is zero.
fn is_utf_16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, 0, _, ..] | [_, 0, _, 0, ..])
}

/// Returns the line and column, from 1, of the byte after `before`.
fn place(before: &[u8]) -> (usize, usize) {
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
    (lines + 1, column + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_the_error_and_its_place_once() {
        for (body, says, at) in [
            (&b"{\"a\":1,\n \"b\" 2}"[..], "colon", "line 2 column 6"),
            (b"{\"a\":1", "ends too early", "line 1 column 6"),
            (b"{\"a\":1 \"b\"", "brace", "line 1 column 8"),
            (b"[1 2]", "bracket", "line 1 column 4"),
            (b"{\"a\":1,}", "an extra comma", "line 1 column 8"),
            (b"{\"a\":1} x", "more text after its end", "line 1 column 9"),
            (b"{a:1}", "double quotes", "line 1 column 2"),
            (b"'x'", "double quotes", "line 1 column 1"),
            (b"email=a&amount=1", "double quotes", "line 1 column 1"),
            (b"{\"a\":01}", "number", "line 1 column 7"),
            (b"{\"a\":\"\\q\"}", "backslash", "line 1 column 8"),
            (b"{\"a\":\"\n\"}", "line break", "line 1 column 6"),
            (b"{\n\"\xff\":1}", "UTF-8", "line 2 column 2"),
        ] {
            let message = malformed(body).unwrap();
            assert!(message.contains(says) && message.contains(at), "{message}");
            assert_eq!(
                (message.matches(", at line ").count(), message.matches(" column ").count()),
                (1, 1),
                "{message}"
            );
        }
        let utf_16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (body, says) in [
            (&b" \n"[..], "empty"),
            (b"\xef\xbb\xbf{}", "byte order mark"),
            (&[0x1f, 0x8b, 8, 0], "Content-Encoding: gzip"),
            (&utf_16, "UTF-16"),
        ] {
            let message = malformed(body).unwrap();
            assert!(message.contains(says) && !message.contains(" at line "), "{message}");
        }
        for json in [&b"{}"[..], b"[1]", b" null ", b"1e999"] {
            assert_eq!(malformed(json), None);
        }
    }
}
