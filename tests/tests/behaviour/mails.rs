//! Invitations by mail. Each is sent to the person invited, is sent again if it is unknown whether the server took it,
//! and is not sent after the invitation has ended. The server is the test's own, so that it can fail;
//! `tests/clients/mail.py` uses a real one.

use std::sync::Arc;
use std::time::Duration;

use api::config::ApiConfig;
use domain::ids::BusinessId;
use domain::member::Role;
use domain::member::mails::MAX_PER_ADDRESS;
use domain::secrets::keyring::Keyring;
use tests::mail_server::{MailServer, Manner};
use tests::member::SignedIn;
use tests::process::Process;
use tests::world::HASH_SECRET;
use tests::{Answer, RunningApi, World, eventually, world};
use worker::backend::Source;
use worker::config::WorkerConfig;
use worker::mails::{Mailer, Outbox, SmtpServer, send};

/// The address that links in mails begin with.
const PUBLIC_URL: &str = "https://pay.example";

async fn api_with_mail(w: &World) -> RunningApi {
    let mail_from = Some("Payouts <payouts@pay.example>".parse().unwrap());
    w.api_on(ApiConfig { public_url: Some(PUBLIC_URL.into()), mail_from, ..w.api_config() }).await
}

async fn owner(w: &World, business: BusinessId) -> SignedIn {
    w.member(business, "anna@merchant.example", Role::Owner).await
}

async fn invite(owner: &SignedIn, api: &RunningApi, who: &str) -> Answer {
    let form = format!("email={who}%40x.example&role=viewer");
    let answer = owner.post(api, "/dashboard/members/invite", &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer
}

/// Returns the state of each mail, oldest first: its state, why its last attempt failed, the reply, and the number of
/// attempts.
async fn mail_states(w: &World) -> Vec<(String, Option<String>, Option<i16>, i32)> {
    sqlx::query_as("select state, failure, code, attempts from mails order by invitation_id")
        .fetch_all(&w.pool)
        .await
        .unwrap()
}

fn mailer(w: &World, server: &MailServer, secret: &str) -> Arc<Mailer> {
    Arc::new(Mailer {
        pool: w.pool.clone(),
        clock: w.clock.clone(),
        keys: Keyring::read(&secret.into()).unwrap(),
        server: SmtpServer::read(&server.url.as_str().into()).unwrap(),
        within: Duration::from_millis(500),
    })
}

/// Makes one attempt at the mail that is due next, as a worker does. Mails that failed before are due at once.
async fn attempt(w: &World, mailer: &Arc<Mailer>) {
    w.execute("update mails set due_at = created_at where state = 'waiting'").await;
    let taken = Outbox::new(w.pool.clone(), w.clock.clone()).next().await.pop_front().unwrap();
    send(taken, mailer.clone()).await;
}

fn row(
    state: &str,
    failure: Option<&str>,
    code: Option<i16>,
    attempts: i32,
) -> (String, Option<String>, Option<i16>, i32) {
    (state.to_owned(), failure.map(str::to_owned), code, attempts)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_invitation_is_mailed_once_and_its_link_is_not_stored() {
    world(async |w| {
        let (api, server) = (api_with_mail(w).await, MailServer::start().await);
        let owner = owner(w, w.business(1_000).await).await;
        let names: Vec<String> = (0..8).map(|n| format!("n{n}")).collect();
        for name in &names {
            let page = invite(&owner, &api, name).await.body;
            assert!(page.contains("is on its way") && !page.contains("?invitation="), "{page}");
        }
        let config = || WorkerConfig { smtp_url: Some(server.url.as_str().into()), ..w.worker_config() };
        let workers = [w.worker_on(config()), w.worker_on(config())];
        eventually("every mail is sent", async || {
            mail_states(w).await.iter().all(|(state, ..)| state == "sent").then_some(())
        })
        .await;
        for worker in workers {
            worker.stop().await;
        }
        let mails = server.mails();
        let mut to: Vec<_> = mails.iter().map(|mail| mail.to.clone()).collect();
        to.sort_unstable();
        assert_eq!(to, names.iter().map(|name| format!("{name}@x.example")).collect::<Vec<_>>());
        let stored: String = sqlx::query_scalar(
            "select (select string_agg(i::text, '') from invitations i) || (select string_agg(m::text, '') from mails m)",
        )
        .fetch_one(&w.pool)
        .await
        .unwrap();
        for mail in &mails {
            assert_eq!(mail.from, "payouts@pay.example");
            assert!(mail.text.contains("Acme invites you") && mail.text.contains("as viewer"), "{}", mail.text);
            assert!(mail.text.contains(&format!("{PUBLIC_URL}/dashboard/join?invitation=")), "{}", mail.text);
            let page = reqwest::get(format!("{}/dashboard/join?invitation={}", api.url, mail.token())).await.unwrap();
            let page = page.text().await.unwrap();
            assert!(page.contains(&mail.to), "{page} {}", mail.text);
            assert!(mail.token().len() == 64 && !stored.contains(mail.token()));
        }
        let page = owner.get(&api, "/dashboard/members").await.body;
        assert_eq!(page.matches("<td>mailed <time").count(), 8, "{page}");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_may_not_have_arrived_is_sent_again_unchanged() {
    world(async |w| {
        const MANNERS: [Manner; 7] = [
            Manner::Greet("421 4.3.2 busy"),
            Manner::Greet("554 5.3.2 not here"),
            Manner::Recipient("451 4.7.1 later"),
            Manner::Recipient("530 5.7.0 sign in first"),
            Manner::Cut,
            Manner::Silent,
            Manner::SilentAtQuit,
        ];
        let (api, server) = (api_with_mail(w).await, MailServer::start_with(|number| MANNERS[number]).await);
        invite(&owner(w, w.business(1_000).await).await, &api, "ben").await;
        // The link of a worker with another secret would not work, so this worker sends nothing to the server.
        attempt(w, &mailer(w, &server, "c47e02b9a6d18f3590ec7d24b8f1635a")).await;
        let mailer = mailer(w, &server, HASH_SECRET);
        let mut seen = vec![mail_states(w).await.remove(0)];
        for _ in MANNERS {
            attempt(w, &mailer).await;
            seen.extend(mail_states(w).await);
        }
        assert_eq!(
            seen,
            [
                row("waiting", Some("no_secret"), None, 1),
                row("waiting", Some("put_off"), Some(421), 2),
                row("waiting", Some("put_off"), Some(554), 3),
                row("waiting", Some("put_off"), Some(451), 4),
                row("waiting", Some("not_signed_in"), Some(530), 5),
                row("waiting", Some("unreachable"), None, 6),
                row("waiting", Some("timed_out"), None, 7),
                // A server that falls silent after it accepted the mail has the mail.
                row("sent", None, None, 8),
            ]
        );
        let mails = server.mails();
        assert_eq!(mails.len(), 3);
        assert!(!mails[0].header("Message-ID").is_empty());
        assert!(mails.iter().all(|mail| mail.text == mails[0].text), "{mails:?}");
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_worker_sends_the_mail_of_a_killed_worker_again() {
    world(async |w| {
        let api = api_with_mail(w).await;
        let server =
            MailServer::start_with(|number| if number == 0 { Manner::Silent } else { Manner::Take }).await;
        invite(&owner(w, w.business(1_000).await).await, &api, "ben").await;
        let mut killed = Process::worker_mailing(w, &server.url).await;
        eventually("the data has arrived", async || (server.mails().len() == 1).then_some(())).await;
        killed.kill();
        // The lease ends.
        w.execute("update mails set due_at = created_at").await;
        let mut next = Process::worker_mailing(w, &server.url).await;
        eventually("the mail is sent", async || (mail_states(w).await[0].0 == "sent").then_some(())).await;
        next.kill();
        let ids: Vec<_> = server.mails().iter().map(|mail| mail.header("Message-ID").to_owned()).collect();
        assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_refused_for_good_is_given_up_and_owners_can_show_its_link() {
    world(async |w| {
        const MANNERS: [Manner; 2] =
            [Manner::Recipient("550 5.1.1 <ben@x.example> unknown"), Manner::Data("554 5.7.1 spam")];
        let (api, server) = (
            api_with_mail(w).await,
            MailServer::start_with(|number| MANNERS.get(number).copied().unwrap_or(Manner::Take)).await,
        );
        let owner = owner(w, w.business(1_000).await).await;
        let mailer = mailer(w, &server, HASH_SECRET);
        for name in ["ben", "carla"] {
            invite(&owner, &api, name).await;
            attempt(w, &mailer).await;
        }
        let given_up = |code| row("given_up", Some("refused"), Some(code), 1);
        assert_eq!(mail_states(w).await, [given_up(550), given_up(554)]);
        // An address that needs an extension which the server lacks.
        invite(&owner, &api, "%C3%BC").await;
        attempt(w, &mailer).await;
        assert_eq!(mail_states(w).await[2], row("given_up", Some("unsupported"), None, 1));
        let page = owner.get(&api, "/dashboard/members").await.body;
        assert!(page.contains("the mail server refuses it (550)"), "{page}");
        let path = page.split("action=\"").find(|form| form.contains("/link?")).unwrap();
        let path = path.split(['?', '"']).next().unwrap();
        let shown = owner.post(&api, path, "").await.body;
        let link = shown.split("id=\"link\">").nth(1).unwrap().split('<').next().unwrap();
        let token = link.strip_prefix(&format!("{PUBLIC_URL}/dashboard/join?invitation=")).unwrap();
        let opened = reqwest::get(format!("{}/dashboard/join?invitation={token}", api.url)).await.unwrap();
        assert_eq!(opened.status(), 200);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_mail_is_sent_for_ended_invitations_or_during_a_restore() {
    world(async |w| {
        let (api, server) = (api_with_mail(w).await, MailServer::start().await);
        let owner = owner(w, w.business(1_000).await).await;
        invite(&owner, &api, "ben").await;
        // The second invitation to the same address ends the first.
        invite(&owner, &api, "ben").await;
        let mailer = mailer(w, &server, HASH_SECRET);
        attempt(w, &mailer).await;
        let mut tx = w.pool.begin().await.unwrap();
        domain::restore::begin(&mut tx, None, w.clock.id()).await.unwrap();
        let now = w.clock.now();
        assert!(domain::member::mails::take(&mut tx, now, now).await.unwrap().is_none());
        tx.rollback().await.unwrap();
        attempt(w, &mailer).await;
        assert_eq!(
            mail_states(w).await,
            [row("given_up", Some("ended"), None, 1), row("sent", None, None, 1)]
        );
        assert_eq!(server.mails().len(), 1);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_invitations_to_an_address_are_mailed_only_a_few_times() {
    world(async |w| {
        let api = api_with_mail(w).await;
        let owner = owner(w, w.business(1_000).await).await;
        for _ in 0..MAX_PER_ADDRESS {
            assert!(invite(&owner, &api, "ben").await.body.contains("is on its way"));
        }
        let page = invite(&owner, &api, "ben").await.body;
        assert!(page.contains("No mail is sent") && page.contains("?invitation="), "{page}");
        assert_eq!(mail_states(w).await.len(), 3);
        assert!(invite(&owner, &api, "carla").await.body.contains("is on its way"));
        // After an hour, the invitation is mailed again.
        w.execute("update mails set created_at = created_at - interval '1 hour'").await;
        assert!(invite(&owner, &api, "ben").await.body.contains("is on its way"));
        api.stop().await;
    })
    .await;
}
