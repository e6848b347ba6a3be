//! Forms of pages with a file: `multipart/form-data` (RFC 7578), read as a stream.
//!
//! The fields come before the file, so all of them are known when it begins, and the file is never held in memory. The
//! fields are held in memory, so their size is limited.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use futures::{Stream, StreamExt, TryStreamExt};
use multer::{Field, Multipart};

use super::body_error::refusal_of_body_error;
use super::form::Form;
use crate::http::refusal::Refusal;

/// The maximum number of bytes of a form besides its file. The first chunk of a body may contain as much of the file,
/// and the connection's buffer is smaller.
const MAX_FIELD_BYTES: usize = 1024 * 1024;

/// The media type, for people.
const FORM_TYPE: &str = "multipart/form-data";

/// The name of the field with the file.
const FILE: &str = "file";

/// The fields exceed their limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the fields of a form are too long")]
struct FieldsTooLong;

/// A form whose file has not been read yet.
#[derive(Debug)]
pub struct FormWithFile {
    /// The fields.
    pub form: Form,
    /// The name of the file.
    pub file_name: String,
    /// The file.
    pub file: Body,
    /// The rest of the form after the file.
    pub rest: RestOfForm,
}

/// The rest of a form after its file.
#[derive(Debug)]
pub struct RestOfForm(Multipart<'static>);

impl FormWithFile {
    /// Reads a form up to its file.
    ///
    /// If it is no such form, has no file, or is too long.
    /// When it is no such form, has no file, or is too long.
    pub async fn read(request: Request) -> Result<Self, Refusal> {
        let boundary = boundary(request.headers())?;
        let inside = Arc::new(AtomicBool::new(false));
        let pieces = Pieces {
            body: request.into_body().into_data_stream().boxed(),
            in_file: Arc::clone(&inside),
            bytes: 0,
            rests: false,
        };
        let mut parts = Multipart::new(pieces, boundary);
        let mut fields = Vec::new();
        while let Some(part) = parts.next_field().await.map_err(unreadable)? {
            let named = part.headers().get(CONTENT_DISPOSITION).map(HeaderValue::as_bytes);
            if named.is_some_and(|named| std::str::from_utf8(named).is_err()) {
                return Err(invalid(FILE, "has a name that is not UTF-8: rename it with plain letters."));
            }
            let name = part.name().unwrap_or_default().to_owned();
            if name != FILE {
                let text = part.bytes().await.map_err(unreadable)?;
                let text = String::from_utf8(text.into())
                    .map_err(|_| invalid(&name, "is not UTF-8: type it in again."))?;
                fields.push((name, text));
                continue;
            }
            let file_name = part.file_name().unwrap_or_default().to_owned();
            if file_name.is_empty() {
                break;
            }
            inside.store(true, Ordering::Relaxed);
            let file = Body::from_stream(file(part, inside));
            return Ok(Self { form: Form::of_fields(fields), file_name, file, rest: RestOfForm(parts) });
        }
        Err(invalid(FILE, "is missing: choose one."))
    }
}

impl RestOfForm {
    /// Reads to the end of the form, after the file was read.
    ///
    /// # Errors
    /// If a field follows the file, because it would be ignored, or if the form is cut off.
    pub async fn is_empty(mut self) -> Result<(), Refusal> {
        match self.0.next_field().await.map_err(unreadable)? {
            None => Ok(()),
            Some(field) => Err(invalid(
                field.name().unwrap_or_default(),
                "comes after the file: send it before the file.",
            )),
        }
    }
}

/// Streams the content of a file. After its end, bytes count against the limit again.
fn file(part: Field<'static>, inside: Arc<AtomicBool>) -> impl Stream<Item = Result<Bytes, multer::Error>> {
    let end = futures::stream::once(async move {
        inside.store(false, Ordering::Relaxed);
        Ok(Bytes::new())
    });
    part.chain(end).try_filter(|piece| ready(!piece.is_empty()))
}

fn boundary(headers: &HeaderMap) -> Result<String, Refusal> {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = said.and_then(|said| multer::parse_boundary(said).ok());
    boundary.ok_or(Refusal::UnsupportedMediaType { taken: FORM_TYPE, is_form: false })
}

fn invalid(field: &str, what: &str) -> Refusal {
    Refusal::InvalidParameter { field: field.to_owned(), message: format!("The {field} {what}") }
}

fn unreadable(error: multer::Error) -> Refusal {
    let error: &(dyn std::error::Error + 'static) = &error;
    let mut chain = std::iter::successors(Some(error), |&error| error.source());
    if chain.any(|error| error.is::<FieldsTooLong>()) {
        return Refusal::BodyTooLarge;
    }
    refusal_of_body_error(error)
}

/// The body, one chunk at a time. The parser reads all that is ready, so without a pause after each chunk a fast client
/// could fill the memory.
struct Pieces {
    body: futures::stream::BoxStream<'static, Result<Bytes, axum::Error>>,
    /// Whether the parser is inside the file, which it passes on at once.
    in_file: Arc<AtomicBool>,
    /// How many bytes besides the file have arrived.
    bytes: usize,
    /// Whether the last poll returned a chunk, so that the next one pauses.
    rests: bool,
}

impl Stream for Pieces {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.rests) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let polled = self.body.poll_next_unpin(cx);
        if let Poll::Ready(Some(Ok(piece))) = &polled {
            self.rests = true;
            if !self.in_file.load(Ordering::Relaxed) {
                self.bytes += piece.len();
            }
            if self.bytes > MAX_FIELD_BYTES {
                return Poll::Ready(Some(Err(axum::Error::new(FieldsTooLong))));
            }
        }
        polled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    const HEAD: &str = "--x\r\ncontent-disposition: form-data; name=\"mode\"\r\n\r\nbest_effort\r\n\
        --x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"r.csv\"\r\ncontent-type: text/csv\r\n\r\n";

    fn request(pieces: Vec<Vec<u8>>) -> Request {
        let body = futures::stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>));
        Request::post("/")
            .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from_stream(body))
            .unwrap()
    }

    fn in_pieces(text: &str) -> Request {
        request(text.as_bytes().chunks(7).map(<[u8]>::to_vec).collect())
    }

    async fn refusal_of(request: Request) -> Refusal {
        match FormWithFile::read(request).await {
            Err(refusal) => refusal,
            Ok(read) => match read.file.collect().await {
                Ok(_) => read.rest.is_empty().await.unwrap_err(),
                Err(error) => refusal_of_body_error(&error),
            },
        }
    }

    #[tokio::test]
    async fn a_file_after_its_fields_is_read_byte_for_byte() {
        let content = "email,amount\r\n--y-ray@b.cd,1\r\n\r\n-";
        let read = FormWithFile::read(in_pieces(&format!("{HEAD}{content}\r\n--x--\r\n"))).await.unwrap();
        assert_eq!((read.form.text("mode"), read.file_name.as_str()), (Some("best_effort"), "r.csv"));
        assert_eq!(read.file.collect().await.unwrap().to_bytes(), content);
        assert_eq!(read.rest.is_empty().await, Ok(()));
    }

    #[tokio::test]
    async fn a_form_must_be_complete_and_end_with_its_file() {
        let after = "\r\n--x\r\ncontent-disposition: form-data; name=\"mode\"\r\n\r\nb\r\n--x--";
        let named = |refusal: &Refusal, name: &str| matches!(refusal, Refusal::InvalidParameter { field, .. } if field == name);
        assert!(named(&refusal_of(in_pieces(&format!("{HEAD}a{after}"))).await, "mode"));
        let none = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--x--\r\n";
        assert!(named(&refusal_of(in_pieces(none)).await, "file"));
        assert!(named(&refusal_of(in_pieces("--x--\r\n")).await, "file"));
        let latin =
            [HEAD.split("r.csv").next().unwrap().as_bytes(), b"M\xe4rz.csv\"\r\n\r\na\r\n--x--\r\n"].concat();
        let refusal = refusal_of(request(vec![latin])).await;
        assert!(
            matches!(&refusal, Refusal::InvalidParameter { message, .. } if message.contains("not UTF-8")),
            "{refusal:?}"
        );
        for cut in [HEAD, "--x\r\ncontent-dis", ""] {
            assert_eq!(refusal_of(in_pieces(cut)).await, Refusal::BodyCut, "{cut}");
        }
        let other = Request::post("/").header(CONTENT_TYPE, "text/csv").body(Body::empty()).unwrap();
        assert!(matches!(refusal_of(other).await, Refusal::UnsupportedMediaType { .. }));
    }

    #[tokio::test]
    async fn only_the_file_of_a_form_may_be_large() {
        let many = |times| std::iter::repeat_n(vec![b'y'; 64 * 1024], times);
        let endless = [b"--x\r\nname: ".to_vec()].into_iter().chain(many(40)).collect();
        assert_eq!(refusal_of(request(endless)).await, Refusal::BodyTooLarge);
        let long = [HEAD.as_bytes().to_vec()].into_iter().chain(many(40)).chain([b"\r\n--x--\r\n".to_vec()]);
        let read = FormWithFile::read(request(long.collect())).await.unwrap();
        assert_eq!(read.file.collect().await.unwrap().to_bytes().len(), 40 * 64 * 1024);
        assert_eq!(read.rest.is_empty().await, Ok(()));
    }
}
