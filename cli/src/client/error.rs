//! Errors of the client: why the API did not do what was asked.

use reqwest::StatusCode;

use super::problem::{self, Problem};

/// Why the API did not do what was asked. It is displayed as one line. [`ClientError::faults`] returns the errors of
/// a file.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The address is not a URL.
    #[error("{0:?} is not an http:// or https:// URL: write it in full, such as http://127.0.0.1:8080")]
    Address(String),
    /// The key or token cannot be sent.
    #[error(
        "the key (PAYOUT_API_KEY, --api-key) is empty, or contains a space, a line end or another character that no \
         key contains"
    )]
    Key,
    /// The client cannot be set up.
    #[error("cannot set up TLS (are the system's CA certificates installed?)")]
    Setup(#[source] reqwest::Error),
    /// No response came. The request may have been carried out: repeat it with the same key.
    #[error("no response from the API (repeat the command: nothing is paid twice)")]
    NoAnswer(#[source] reqwest::Error),
    /// The API rejected the request.
    #[error("{0}")]
    Refused(Problem),
    /// The client does not understand the response.
    #[error("unexpected response {0}: is this the address of a payout API?")]
    Unexpected(StatusCode),
    /// The response could not be written.
    #[error("cannot write the response")]
    Write(#[source] std::io::Error),
}

impl ClientError {
    /// Returns the seconds after which the same request may succeed. `None` unless it certainly was not recorded.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Refused(problem) if matches!(problem.status, 429 | 503) => {
                Some(problem.retry_after.unwrap_or(1))
            }
            _ => None,
        }
    }

    /// Returns the errors, one per line: `line 3: amount: The amount must be at least 1. (too_small)`. `first_line`
    /// is the line of the file that contains item 0.
    pub fn faults(&self, first_line: u64) -> Vec<String> {
        let Self::Refused(problem) = self else { return Vec::new() };
        let (mut lines, more) = problem::shown(&problem.errors, first_line);
        if more > 0 || problem.errors_truncated {
            let at_least = if problem.errors_truncated { "at least " } else { "" };
            lines.push(format!("… and {at_least}{more} more"));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_the_line_of_the_file() {
        let text = r#"{"status":400,"code":"invalid_request","detail":"d","errors_truncated":true,"errors":[
            {"index":0,"field":"amount","code":"too_small","message":"The amount must be at least 1."}]}"#;
        let error = ClientError::Refused(serde_json::from_str(text).unwrap());
        assert_eq!(
            error.faults(2),
            ["line 2: amount: The amount must be at least 1. (too_small)", "… and at least 0 more"]
        );
        assert_eq!(error.to_string(), "the API rejected the request: d (invalid_request, HTTP 400)");
        assert_eq!(error.retry_after(), None);
    }
}
