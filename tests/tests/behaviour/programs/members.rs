//! Members by the `payout` program: an operator helps members who are locked out.

use domain::ids::BusinessId;
use domain::member::Role;
use domain::member::second_factor;
use domain::secrets::keyring::{self, Keyring};
use domain::secrets::server_secret::{Name, ServerSecret};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tests::api::KEY_PEPPER;
use tests::world::{HASH_SECRET, WEBHOOK_SECRET};
use tests::{Command, Ended, RunningApi, World, world};

async fn run(w: &World, words: &[&str]) -> Ended {
    Command::run(words, &[("DATABASE_URL", w.url.expose_secret())]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_invites_lists_resets_and_removes_members() {
    world(async |w| {
        let api = w.api().await;
        let (business, id) = (w.business(1_000).await, "biz_01900000-0000-7000-8000-000000000001");
        let text = business.to_string();
        let invite =
            ["member", "invite", &text, "Ben@merchant.example", "--role", "owner", "--api-url", &api.url];
        let invited = run(w, &invite).await;
        assert_eq!((invited.code, invited.err.as_str()), (Some(0), ""), "{invited:?}");
        let link = invited.out.trim();
        let page = reqwest::get(link).await.unwrap().text().await.unwrap();
        assert!(page.contains("ben@merchant.example") && page.contains("owner"), "{page}");
        // The second link ends the first.
        assert_eq!(run(w, &invite).await.code, Some(0));
        assert_eq!(reqwest::get(link).await.unwrap().status(), 404);
        // Without `--api-url`, the link begins with the default address, and the command warns of it.
        let unsaid = run(w, &["member", "invite", &text, "dora@merchant.example"]).await;
        assert!(unsaid.code == Some(0) && unsaid.out.starts_with("http://127.0.0.1:8080/"), "{unsaid:?}");
        assert!(unsaid.err.contains("Give it with --api-url"), "{unsaid:?}");
        let unknown = run(w, &["member", "invite", id, "x@merchant.example"]).await;
        assert_eq!(
            (unknown.code, unknown.err.contains("payout business list")),
            (Some(1), true),
            "{unknown:?}"
        );
        // A member who has lost phone and codes can then sign in with the password alone, and is signed out everywhere.
        let anna = w.member(business, "anna@merchant.example", Role::Owner).await;
        let pepper = ServerSecret::read(Name::KeyPepper, &KEY_PEPPER.into()).unwrap();
        let secret = second_factor::secret(&pepper, anna.id, 2);
        let (now, mut tx) = (w.clock.now(), w.pool.begin().await.unwrap());
        let code = totp_rs::Builder::new()
            .with_secret(totp_rs::Secret::try_from_base32(secret).unwrap())
            .build_noncompliant()
            .generate(now.timestamp().try_into().unwrap())
            .to_string();
        assert!(second_factor::begin(&mut tx, &pepper, (anna.id, 2), &code, now).await.unwrap());
        tx.commit().await.unwrap();
        let listed = run(w, &["member", "list", &text, "--json"]).await.objects();
        assert_eq!(listed[0]["second_factor"], "yes", "{listed:?}");
        assert_eq!(anna.get(&api, "/dashboard").await.status, 200);
        assert_eq!(run(w, &["member", "reset", "anna@merchant.example"]).await.code, Some(0));
        assert_eq!(anna.get(&api, "/dashboard").await.status, 303);
        let listed = run(w, &["member", "list", &text, "--json"]).await.objects();
        assert_eq!((listed.len(), &listed[0]["second_factor"]), (1, &"no".into()), "{listed:?}");
        // The last owner cannot be removed.
        let last = run(w, &["member", "remove", &text, "anna@merchant.example"]).await;
        assert_eq!((last.code, last.err.contains("must have an owner")), (Some(1), true), "{last:?}");
        w.member(business, "carla@merchant.example", Role::Owner).await;
        assert_eq!(run(w, &["member", "remove", &text, "anna@merchant.example"]).await.code, Some(0));
        let nobody = run(w, &["member", "reset", "nobody@merchant.example"]).await;
        assert_eq!((nobody.code, nobody.err.contains("no member")), (Some(1), true), "{nobody:?}");
        check_audit(w, &api, business).await;
        api.stop().await;
    })
    .await;
}

/// Checks that each command is in the audit once, of operators and of the business.
async fn check_audit(w: &World, api: &RunningApi, business: BusinessId) {
    let entries = run(w, &["audit", "--json"]).await.objects();
    let summary =
        |entry: &Value| ["action", "name", "role"].map(|name| entry[name].as_str().unwrap_or("").to_owned());
    let (anna, ben) = ("anna@merchant.example", "ben@merchant.example");
    let done: Vec<[String; 3]> = entries.iter().map(summary).collect();
    let expected = [
        ["remove", anna, ""],
        ["reset", anna, ""],
        ["invite", "dora@merchant.example", "viewer"],
        ["invite", ben, "owner"],
        ["invite", ben, "owner"],
    ];
    assert_eq!(done, expected, "{entries:?}");
    for entry in &entries {
        assert_eq!((&entry["scope"], &entry["business_id"]), (&"member".into(), &json!(business)));
        assert!(entry["credential"].as_str().unwrap().starts_with("cli:"), "{entry}");
    }
    let table = run(w, &["audit"]).await.out;
    assert!(table.contains(&format!("member:{anna} of {business}")), "{table}");
    let carla = w.member(business, "carla@merchant.example", Role::Owner).await;
    let page = carla.get(api, "/dashboard/audit?show=steering").await.body;
    assert!(page.contains(ben) && page.contains("as owner") && page.contains("an operator"), "{page}");
    // A command that did nothing is not in the audit. A command about a member without a business is in the operators'
    // audit alone.
    let gone = run(w, &["member", "reset", anna, "--password"]).await;
    assert_eq!(gone.code, Some(0), "{gone:?}");
    let entries = run(w, &["audit", "--json"]).await.objects();
    assert_eq!((entries.len(), summary(&entries[0])[0].as_str()), (6, "reset_password"), "{entries:?}");
    assert!(entries[0]["business_id"].is_null(), "{entries:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_ends_earlier_links_and_a_wrong_secret_blocks_invitations() {
    world(async |w| {
        let api = w.api().await;
        let (business, elsewhere) = (w.business(1_000).await, w.business(1_000).await);
        w.member(business, "ben@merchant.example", Role::Viewer).await;
        let invite = async |to: BusinessId| {
            let words = ["member", "invite", &to.to_string(), "ben@merchant.example", "--api-url", &api.url];
            run(w, &words).await.out.trim().to_owned()
        };
        for reset in [
            &["member", "reset", "ben@merchant.example"][..],
            &["member", "reset", "ben@merchant.example", "--password"],
        ] {
            let before = [invite(business).await, invite(elsewhere).await];
            assert_eq!(run(w, reset).await.code, Some(0));
            for link in before {
                assert_eq!(reqwest::get(&link).await.unwrap().status(), 404, "{reset:?}");
            }
        }
        let after = reqwest::get(invite(business).await).await.unwrap().text().await.unwrap();
        assert!(after.contains("Choose a password"), "{after}");
        // A mail is refused if no worker could make its link again, and nothing is recorded.
        let keys = Keyring::read(&HASH_SECRET.into()).unwrap();
        keyring::claim(&mut w.pool.acquire().await.unwrap(), &keys, w.clock.now()).await.unwrap();
        let invitations = async || {
            sqlx::query_scalar::<_, i64>("select count(*) from invitations").fetch_one(&w.pool).await.unwrap()
        };
        let before = invitations().await;
        let mailed = async |secret: &str| {
            let variables = [
                ("DATABASE_URL", w.url.expose_secret()),
                ("PAYOUT_MAIL_FROM", "payouts@merchant.example"),
                ("PAYOUT_PUBLIC_URL", api.url.as_str()),
                ("PAYOUT_HASH_SECRET", secret),
            ];
            Command::run(&["member", "invite", &business.to_string(), "carla@merchant.example"], &variables)
                .await
        };
        let refused = mailed(WEBHOOK_SECRET).await;
        assert_eq!((refused.code, refused.err.lines().count()), (Some(2), 1), "{refused:?}");
        assert!(refused.err.contains("PAYOUT_HASH_SECRET is not the API's"), "{refused:?}");
        assert_eq!(invitations().await, before);
        assert_eq!(mailed(HASH_SECRET).await.code, Some(0));
        api.stop().await;
    })
    .await;
}
