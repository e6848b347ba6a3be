//! The members page shows which invitations were mailed.

use api::config::ApiConfig;
use domain::member::Role;
use tests::mail_server::{MailServer, Manner};
use tests::{eventually, world};
use worker::config::WorkerConfig;

use crate::browser::Browser;
use crate::checks::check_views;
use crate::dashboard::open_dashboard;

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_mailed_invitations_and_gets_the_link_of_a_failed_one() {
    world(async |w| {
        let mail_from = Some("Payouts <payouts@pay.example>".parse().unwrap());
        let public_url = Some("https://pay.example".into());
        let api = w.api_on(ApiConfig { public_url, mail_from, ..w.api_config() }).await;
        let business = w.business(1_000).await;
        let (owner, _owner) = open_dashboard(w, &api, business, Role::Owner).await;
        let invite = async |email: &str| {
            owner.goto(&format!("{}/dashboard/members", api.url)).await;
            owner.fill("#email", email).await;
            owner.click("form.narrow button").await;
            owner.wait_for_text("p.good", &format!("An e-mail to {email} is on its way")).await;
        };
        invite("ben@merchant.example").await;
        check_views(&owner, "dashboard-mailed").await;
        invite("carla@merchant.example").await;
        owner.goto(&format!("{}/dashboard/members", api.url)).await;
        owner.wait_for_text("main", "waits to be sent").await;
        // The mail server refuses the first mail and takes the second.
        let refuses = |number| if number == 0 { Manner::Recipient("550 no such user") } else { Manner::Take };
        let server = MailServer::start_with(refuses).await;
        let worker =
            w.worker_on(WorkerConfig { smtp_url: Some(server.url.as_str().into()), ..w.worker_config() });
        eventually("no mail waits any more", async || {
            let waiting = sqlx::query_scalar("select count(*) from mails where state = 'waiting'");
            let waiting: i64 = waiting.fetch_one(&w.pool).await.unwrap();
            (waiting == 0).then_some(())
        })
        .await;
        worker.stop().await;
        owner.goto(&format!("{}/dashboard/members", api.url)).await;
        owner
            .wait_for_text(
                "main",
                "not sent: the mail server refuses it (550). Show the link, and pass it on yourself.",
            )
            .await;
        owner.wait_for_text("main", " mailed ").await;
        check_views(&owner, "dashboard-members-mailed").await;
        // The regenerated link works for the invited person.
        let refused = if server.mails()[0].to.starts_with("ben") { "carla" } else { "ben" };
        owner
            .click(&format!(
                "button[aria-label='Show the link of the invitation of {refused}@merchant.example']"
            ))
            .await;
        let link = owner.find("#link").await.text().await.unwrap();
        let here = link.replace("https://pay.example", &api.url);
        let browser = Browser::start().await;
        browser.goto(&here).await;
        browser.wait_for_text("main", &format!("as viewer, as {refused}@merchant.example")).await;
        api.stop().await;
    })
    .await;
}
