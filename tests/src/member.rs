//! Members who are signed in, and their requests from a browser.

use api::auth::member::{COOKIE_NAME, FOR, new_token};
use api::auth::password;
use domain::ids::{BusinessId, MemberId, SessionId};
use domain::member::sessions::{self, NewSession};
use domain::member::{Role, account, digest, second_factor};
use domain::secrets::server_secret::{Name, ServerSecret};
use reqwest::Method;
use reqwest::redirect::Policy;
use secrecy::ExposeSecret;

use crate::api::KEY_PEPPER;
use crate::{Answer, RunningApi, World};

/// The password of every member in tests.
pub const PASSWORD: &str = "correct horse battery";

/// A member with a session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Its id.
    pub id: MemberId,
    /// The business that the session is for.
    pub business: BusinessId,
    /// The session token, which is the cookie's value.
    pub token: String,
}

impl World {
    /// Makes `email` a member of `business`, and signs the member in for it.
    pub async fn member(&self, business: BusinessId, email: &str, role: Role) -> SignedIn {
        let email = email.parse().unwrap();
        let stored = password::hash(PASSWORD.into()).await.unwrap();
        let (token, now) = (new_token().unwrap(), self.clock.now());
        let mut tx = self.pool.begin().await.unwrap();
        let made = account::make(&mut tx, self.clock.id().into(), &email, &stored, now).await.unwrap();
        let known = account::by_email(&mut tx, &email).await.unwrap();
        let id = made.or(known).unwrap().id;
        account::join(&mut tx, business, id, role, now).await.unwrap();
        let new = NewSession {
            id: SessionId::from(self.clock.id()),
            member_id: id,
            business_id: business,
            digest: digest(token.expose_secret()),
            browser: "test",
        };
        sessions::begin(&mut tx, &new, now).await.unwrap();
        tx.commit().await.unwrap();
        SignedIn { id, business, token: token.expose_secret().to_owned() }
    }
}

impl SignedIn {
    /// Returns the `Cookie` header.
    pub fn cookie(&self) -> String {
        format!("{COOKIE_NAME}={}", self.token)
    }

    /// Gets a page. Redirects are not followed.
    pub async fn get(&self, api: &RunningApi, path: &str) -> Answer {
        self.send(api, Method::GET, path, "").await
    }

    /// Sends a form of urlencoded fields, as a page of this host that was opened for the session's business. Redirects
    /// are not followed.
    pub async fn post(&self, api: &RunningApi, path: &str, form: &str) -> Answer {
        self.send(api, Method::POST, &self.sent_to(path), form).await
    }

    /// Returns the address of a form, with the business that its page was opened for.
    pub fn sent_to(&self, path: &str) -> String {
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}{FOR}={}", self.business)
    }

    /// Sends a request with the cookie. A POST has the `Origin` of this host.
    pub async fn send(&self, api: &RunningApi, method: Method, path: &str, form: &str) -> Answer {
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let mut request =
            client.request(method.clone(), format!("{}{path}", api.url)).header("cookie", self.cookie());
        if method == Method::POST {
            request = request
                .header("origin", &api.url)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.to_owned());
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.text().await.unwrap() }
    }
}

/// Gives `member` a second factor and returns a recovery code, which works once.
///
/// # Panics
/// If the database fails.
pub async fn with_second_factor(w: &World, member: &SignedIn) -> String {
    let pepper = ServerSecret::read(Name::KeyPepper, &KEY_PEPPER.into()).unwrap();
    let version: i32 = sqlx::query_scalar("select totp_version + 1 from members where id = $1")
        .bind(member.id.uuid())
        .fetch_one(&w.pool)
        .await
        .unwrap();
    let secret =
        totp_rs::Secret::try_from_base32(second_factor::secret(&pepper, member.id, version)).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
    let code = totp.generate(w.clock.now().timestamp().try_into().unwrap()).to_string();
    let mut tx = w.pool.begin().await.unwrap();
    assert!(
        second_factor::begin(&mut tx, &pepper, (member.id, version), &code, w.clock.now()).await.unwrap()
    );
    tx.commit().await.unwrap();
    second_factor::recovery_codes(&pepper, member.id, version).remove(0)
}
