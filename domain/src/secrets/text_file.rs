//! Reading a small text file that a setting names.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use secrecy::SecretString;

/// The largest file that is read, in bytes. It is far more than any secret or document with secrets needs, and the
/// limit keeps a device from being read for ever.
const MAX_BYTES: u64 = 1024 * 1024;

/// Returns the content of the file that the setting `name` names, without the newline at its end.
///
/// # Errors
/// One line that names the setting and the file.
pub fn content(name: &str, path: &Path) -> Result<SecretString, String> {
    let wrong = |why: &str| format!("{name}: cannot use {}: {why}", path.display());
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|error| wrong(&error.to_string()))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(wrong("it has more than 1 MiB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8 text"))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() { Err(wrong("it is empty")) } else { Ok(text.into()) }
}
