//! Finds the credential in a client's request, by its route.

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{Method, Uri};
use domain::business::api_key;
use domain::cell::Number;
use domain::member::digest;
use domain::secrets::hash;
use domain::withdrawal::report::Report;
use secrecy::ExposeSecret;

use super::lookup::Lookup;
use super::small_body;
use crate::auth::{member, provider};
use crate::http::extract::{Bearer, Form, JsonObject, ShownHash};
use crate::routes::dashboard::addresses as at;
use crate::routes::dashboard::sign_in::elsewhere;
use crate::routes::pay::brand::shown::{Named, named};

/// The owner of a request, as far as the request tells.
#[derive(Debug)]
pub enum RequestOwner {
    /// It carries no credential, so any cell can answer it.
    Anonymous,
    /// It belongs to the cell that knows this.
    Of(Lookup),
    /// It names a cell, and carries no credential.
    In(Number),
    /// It is the sign-in form of a member with this address.
    SignsIn(Lookup),
}

/// Finds the owner of a request, and returns the request unchanged. Reads the body only if the credential may be in it.
pub async fn request_owner(request: Request) -> (Request, RequestOwner) {
    let path = request.uri().path();
    if path == "/payout/create" || path == "/balance" || path.starts_with("/v1/") {
        let whose = of_key(&request);
        return (request, whose);
    }
    if path.starts_with("/payout/") {
        return of_hash(request).await;
    }
    if path == "/pay" || path.starts_with("/pay/") {
        return of_pay_page(request).await;
    }
    if path == at::HOME || path.starts_with("/dashboard/") {
        return of_dashboard(request).await;
    }
    if path.starts_with("/providers/") && request.method() == Method::POST {
        let (request, body) = small_body::read(request).await;
        let report = body.and_then(|body| serde_json::from_slice::<Report>(&body).ok());
        return (request, RequestOwner::maybe(report.map(|report| Lookup::Order(report.id))));
    }
    (request, RequestOwner::Anonymous)
}

impl RequestOwner {
    fn maybe(asked: Option<Lookup>) -> Self {
        asked.map_or(Self::Anonymous, Self::Of)
    }

    /// A text that cannot be a hash belongs to nobody, wherever it was sent.
    fn of_shown(shown: ShownHash) -> Self {
        match shown {
            ShownHash::One(hash) => Self::Of(Lookup::PayoutHash(hash::digest(hash.expose_secret()))),
            ShownHash::Absent | ShownHash::Unusable => Self::Anonymous,
        }
    }
}

fn of_key(request: &Request) -> RequestOwner {
    let shown = Bearer::from_headers(request.headers());
    let public_id = shown.as_ref().and_then(|Bearer(key)| api_key::public_id(key));
    RequestOwner::maybe(public_id.map(|id| Lookup::ApiKey(id.to_owned())))
}

/// Finds the owner on routes that take a hash. If the head has a hash, the body is left unread: if the body has a
/// different one, the cell refuses both.
async fn of_hash(request: Request) -> (Request, RequestOwner) {
    let shown = ShownHash::of_head(request.headers(), request.uri());
    if !matches!(shown, ShownHash::Absent) || request.method() != Method::POST {
        return (request, RequestOwner::of_shown(shown));
    }
    let (request, body) = small_body::read(request).await;
    let object = body.and_then(|body| JsonObject::read(&body));
    let shown = object.map_or(ShownHash::Absent, |object| ShownHash::of_body(&object));
    (request, RequestOwner::of_shown(shown))
}

async fn of_pay_page(request: Request) -> (Request, RequestOwner) {
    if request.method() == Method::POST {
        let (request, body) = small_body::read(request).await;
        let shown = ShownHash::of_form(request.headers(), &form(body));
        return (request, RequestOwner::of_shown(shown));
    }
    let logo = match named(request.uri().path()) {
        Some(Named::Logo(digest, _)) => Some(Lookup::Logo(digest.to_owned())),
        Some(Named::Stylesheet(_)) | None => None,
    };
    (request, RequestOwner::maybe(logo))
}

async fn of_dashboard(request: Request) -> (Request, RequestOwner) {
    let acts = request.method() == Method::POST;
    let query = |name: &str| in_query(request.uri(), name);
    let named = elsewhere::begins_in(request.uri()).filter(|_| request.uri().path() == at::PROVIDER);
    if let Some(number) = named {
        return (request, RequestOwner::In(number));
    }
    let asked = match request.uri().path() {
        member::SIGN_IN if acts => return is_sign_in(request).await,
        member::SIGN_IN => None,
        at::JOIN if acts => {
            let (request, body) = small_body::read(request).await;
            let asked = form(body).text("invitation").map(digest).map(Lookup::Invitation);
            return (request, RequestOwner::maybe(asked));
        }
        at::JOIN | at::PROVIDER => query("invitation").map(Lookup::Invitation),
        at::PROVIDER_CALLBACK => query("state").map(Lookup::SignIn),
        at::PROVIDER_CODE => provider::browser(request.headers())
            .map(|browser| Lookup::SignInOfBrowser(digest(browser.expose_secret()))),
        _ => member::token(request.headers()).map(|token| Lookup::Session(digest(token.expose_secret()))),
    };
    (request, RequestOwner::maybe(asked))
}

async fn is_sign_in(request: Request) -> (Request, RequestOwner) {
    let (request, body) = small_body::read(request).await;
    let address = form(body).text("email").and_then(|typed| typed.parse().ok());
    (
        request,
        address.map_or(RequestOwner::Anonymous, |address| RequestOwner::SignsIn(Lookup::Member(address))),
    )
}

/// Returns the digest of a token in the query.
fn in_query(address: &Uri, name: &str) -> Option<[u8; 32]> {
    Form::of_query(address).text(name).map(digest)
}

fn form(body: Option<Bytes>) -> Form {
    body.map(|body| Form::of_body(&body)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http_body_util::BodyExt;

    use super::*;
    use crate::http::extract::MAX_SMALL_BODY_BYTES;

    const KEY: &str = "sk_test_abababababababab";

    async fn lookup_of(method: &str, address: &str, headers: &[(&str, &str)], body: &str) -> Option<Lookup> {
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (request, owner) = request_owner(request.body(Body::from(body.to_owned())).unwrap()).await;
        let left = request.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(left, body, "the cell reads the same body");
        match owner {
            RequestOwner::Of(lookup) | RequestOwner::SignsIn(lookup) => Some(lookup),
            RequestOwner::Anonymous | RequestOwner::In(_) => None,
        }
    }

    fn hash(text: &str) -> Option<Lookup> {
        Some(Lookup::PayoutHash(hash::digest(text)))
    }

    #[tokio::test]
    async fn only_a_bearer_key_is_looked_up_and_by_its_public_id() {
        let key = api_key::generate(domain::business::Mode::Test, &[0xab; 40]);
        let bearer = format!("Bearer {}", key.expose_secret());
        for (method, address) in [("POST", "/payout/create"), ("GET", "/balance"), ("POST", "/v1/batches")] {
            let shown = lookup_of(method, address, &[("authorization", &bearer)], "{}").await;
            assert_eq!(shown, Some(Lookup::ApiKey("abababababababab".into())));
            assert_eq!(lookup_of(method, address, &[("authorization", KEY)], "{}").await, None);
            assert_eq!(lookup_of(method, address, &[("x-payout-hash", "h")], "{}").await, None);
        }
    }

    #[tokio::test]
    async fn a_hash_is_found_wherever_its_route_accepts_it() {
        assert_eq!(lookup_of("GET", "/payout/balance", &[("x-payout-hash", "h")], "").await, hash("h"));
        assert_eq!(lookup_of("GET", "/payout/balance?payout_hash=h", &[], "").await, hash("h"));
        assert_eq!(lookup_of("POST", "/payout/withdraw", &[], r#"{"payout_hash":"h"}"#).await, hash("h"));
        assert_eq!(lookup_of("POST", "/pay/withdraw", &[], "payout_hash=h&amount=1").await, hash("h"));
        assert_eq!(lookup_of("POST", "/pay/withdraw", &[("x-payout-hash", "h")], "").await, hash("h"));
        assert_eq!(lookup_of("POST", "/payout/withdraw", &[], r#"{"payout_hash":1}"#).await, None);
        assert_eq!(
            lookup_of("GET", "/pay?payout_hash=h", &[], "").await,
            None,
            "pages read no hash from an address"
        );
        let twice = [("x-payout-hash", "h"), ("x-payout-hash", "h")];
        assert_eq!(lookup_of("GET", "/payout/balance", &twice, "").await, None);
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_passed_on_unchanged() {
        let large = format!("{{\"payout_hash\":\"h\"}}{}", " ".repeat(MAX_SMALL_BODY_BYTES));
        assert_eq!(lookup_of("POST", "/payout/withdraw", &[], &large).await, None);
    }

    #[tokio::test]
    async fn pages_are_looked_up_by_session_invitation_email_or_sign_in() {
        let session = [("cookie", "a=b; payout_dashboard=t")];
        assert_eq!(lookup_of("GET", "/dashboard", &session, "").await, Some(Lookup::Session(digest("t"))));
        assert_eq!(lookup_of("GET", "/dashboard", &[], "").await, None);
        let invitation = Some(Lookup::Invitation(digest("i")));
        assert_eq!(lookup_of("GET", "/dashboard/join?invitation=i", &session, "").await, invitation);
        assert_eq!(lookup_of("POST", "/dashboard/join", &[], "invitation=i&password=p").await, invitation);
        let member = Some(Lookup::Member("a@example.com".parse().unwrap()));
        assert_eq!(lookup_of("POST", "/dashboard/sign-in", &[], "email=A%40example.com").await, member);
        assert_eq!(lookup_of("GET", "/dashboard/sign-in", &session, "").await, None);
        let back = lookup_of("GET", "/dashboard/sign-in/callback?state=s&code=c", &[], "").await;
        assert_eq!(back, Some(Lookup::SignIn(digest("s"))));
    }
}
