//! Whether a secret is random, as far as its text can tell: how many of its characters cannot be predicted from those
//! before them.
//!
//! A text is read from left to right. A known word, a run along the alphabet or a keyboard, and a repetition count as
//! one character each. Every other character counts for itself.
//!
//! Estimators for passwords that people remember (zxcvbn) were considered. They judge what 20 characters are worth, and
//! rate a long sentence of placeholders as strong. A phrase of rare words passes here, although it is not a good
//! secret.

/// The fewest unpredictable characters of a secret: 20 hexadecimal digits are 80 bits.
pub const MIN_UNPREDICTABLE_CHARS: usize = 20;

/// The shortest run or repetition that is unlikely to occur by chance.
const SHORTEST_PATTERN: usize = 4;

/// How often in a row a character of a run may repeat, as in `001122`.
const MOST_OF_EACH: usize = 4;

/// The characters that people put between words.
const SEPARATORS: &[u8] = b" -_.,:/";

/// How many bytes are examined. More are not needed, and each is compared with everything before it.
const LOOKED_AT: usize = 256;

/// Sequences that people type or count along, in both directions.
const ROWS: [&[u8]; 7] = [
    b"abcdefghijklmnopqrstuvwxyz",
    b"01234567890",
    b"qwertyuiop[]",
    b"asdfghjkl;'",
    b"zxcvbnm,./",
    b"qwertzuiopasdfghjklyxcvbnm",
    b"1qaz2wsx3edc4rfv5tgb6yhn7ujm",
];

/// Words that people use as placeholders for secrets or as their names. Each has at least four letters, because shorter
/// words occur by chance.
const WORDS: [&str; 90] = [
    "acme",
    "admin",
    "allocation",
    "amet",
    "another",
    "apikey",
    "battery",
    "blackquartz",
    "brown",
    "change",
    "changeme",
    "company",
    "correct",
    "default",
    "demo",
    "development",
    "dolor",
    "dozenliquorjugs",
    "dummy",
    "enter",
    "example",
    "fake",
    "foobar",
    "generate",
    "guess",
    "hash",
    "here",
    "horse",
    "hunter",
    "insecure",
    "insert",
    "ipsum",
    "jumped",
    "jumps",
    "lazy",
    "lazydog",
    "letmein",
    "live",
    "local",
    "localhost",
    "lorem",
    "master",
    "must",
    "mysecret",
    "operator",
    "over",
    "packmybox",
    "pass",
    "passphrase",
    "password",
    "payout",
    "pepper",
    "placeholder",
    "please",
    "private",
    "prod",
    "production",
    "provider",
    "quick",
    "quickbrownfox",
    "random",
    "replace",
    "root",
    "sample",
    "secret",
    "secure",
    "server",
    "should",
    "some",
    "sphinx",
    "staging",
    "staple",
    "super",
    "supersecret",
    "temp",
    "test",
    "testing",
    "that",
    "thequestion",
    "this",
    "tobeornot",
    "todo",
    "token",
    "user",
    "value",
    "webhook",
    "welcome",
    "with",
    "xxxx",
    "your",
];

/// Counts the characters of `secret` that the text before them does not predict. The text is judged as it is and
/// without the separators between words; the smaller count is returned.
pub fn unpredictable_chars(secret: &[u8]) -> usize {
    let text: Vec<u8> = secret.iter().take(LOOKED_AT).map(u8::to_ascii_lowercase).collect();
    let together: Vec<u8> = text.iter().copied().filter(|byte| !SEPARATORS.contains(byte)).collect();
    unpredictable_parts(&text).min(unpredictable_parts(&together))
}

fn unpredictable_parts(text: &[u8]) -> usize {
    let plain: Vec<u8> = text.iter().map(|byte| plain_letter(*byte)).collect();
    let (mut at, mut surprises) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let foretold = word(rest).max(word(&plain[at..])).max(run(rest)).max(repetition(text, at));
        at += foretold.max(1);
        surprises += 1;
    }
    surprises
}

/// Returns the length of the longest known word that `text` begins with.
fn word(text: &[u8]) -> usize {
    WORDS.iter().filter(|word| text.starts_with(word.as_bytes())).map(|word| word.len()).max().unwrap_or(0)
}

/// Returns how far `text` runs along one of the rows, with each character repeated equally often.
fn run(text: &[u8]) -> usize {
    let of_each = (1..=MOST_OF_EACH).take_while(|each| text.get(each - 1) == text.first());
    of_each.map(|each| run_of(text, each)).max().unwrap_or(0)
}

fn run_of(text: &[u8], each: usize) -> usize {
    let along = |row: &mut dyn Iterator<Item = u8>| {
        let chunks = text.chunks_exact(each).zip(row);
        chunks.take_while(|(chunk, key)| chunk.iter().all(|byte| byte == key)).count()
    };
    let of_row = |row: &&[u8]| {
        let from_each = (0..row.len()).flat_map(|at| {
            [along(&mut row[at..].iter().copied()), along(&mut row[..=at].iter().rev().copied())]
        });
        from_each.max().unwrap_or(0)
    };
    pattern(ROWS.iter().map(of_row).max().unwrap_or(0) * each)
}

/// Returns how much of the text at `at` repeats text that began earlier. The two may overlap, as in `aaaa`.
fn repetition(text: &[u8], at: usize) -> usize {
    let same = |from: usize| text[from..].iter().zip(&text[at..]).take_while(|(a, b)| a == b).count();
    pattern((0..at).map(same).max().unwrap_or(0))
}

fn pattern(length: usize) -> usize {
    if length < SHORTEST_PATTERN { 0 } else { length }
}

/// Returns the letter that a digit or a sign often replaces.
fn plain_letter(byte: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' | b'!' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' => b't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predictable_secrets_are_recognised() {
        for weak in [
            "changeme_changeme_changeme_changeme",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "0123456789abcdef0123456789abcdef",
            "fedcba9876543210fedcba9876543210fedcba9876543210",
            "abcdefghijklmnopqrstuvwxyz0123456789",
            "qwertyuiopasdfghjklzxcvbnm1234567890",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm1qaz2wsx",
            "Please-Change-This-Secret-In-Production!",
            "your-super-secret-webhook-secret-here",
            "P@ssw0rdP@ssw0rdP@ssw0rdP@ssw0rd",
            "correcthorsebatterystaplecorrecthorsebatterystaple",
            "xyzzy-xyzzy-xyzzy-xyzzy-xyzzy-xyzzy-xyzzy-xyzzy",
            "00000000-0000-0000-0000-000000000001",
            "deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
            "payout-operator-token-payout-operator-token",
            "00112233445566778899aabbccddeeff",
            "ffeeddccbbaa99887766554433221100",
            "000111222333444555666777888999aaabbbccc",
            "thequickbrownfoxjumpsoverthelazydog",
            "The quick brown fox jumps over the lazy dog.",
            "sphinx-of-black-quartz-judge-my-vow",
            "tobeornottobethatisthequestion-1234",
        ] {
            assert!(
                unpredictable_chars(weak.as_bytes()) < MIN_UNPREDICTABLE_CHARS,
                "{weak}: {}",
                unpredictable_chars(weak.as_bytes())
            );
        }
    }

    /// Checks 2,000 secrets like the shortest ones from `openssl rand` that are long enough. A user could not
    /// understand why such a secret is rejected.
    #[test]
    fn random_secrets_are_not_taken_for_predictable_ones() {
        for _ in 0..2_000 {
            let mut bytes = [0; 24];
            getrandom::fill(&mut bytes).unwrap();
            let hexadecimal = hex::encode(&bytes[..16]);
            assert!(unpredictable_chars(hexadecimal.as_bytes()) >= MIN_UNPREDICTABLE_CHARS, "{hexadecimal}");
            let base64 = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes);
            assert!(unpredictable_chars(base64.as_bytes()) >= MIN_UNPREDICTABLE_CHARS, "{base64}");
        }
        let named = "payout-production-hash-secret-8d1f0c63b7a94e2d5f86";
        assert!(
            unpredictable_chars(named.as_bytes()) >= MIN_UNPREDICTABLE_CHARS,
            "a name before the random part takes nothing away"
        );
        assert!(unpredictable_chars(&[0xff; 100_000]) < MIN_UNPREDICTABLE_CHARS);
    }
}
