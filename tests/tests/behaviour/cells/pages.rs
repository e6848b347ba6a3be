//! Members in a browser. The right cell is found for a session, for the sign-in form and for an invitation.

use api::auth::member::COOKIE_NAME;
use api::auth::password;
use domain::member::Role;
use tests::cells::readiness;
use tests::member::PASSWORD;
use tests::proxy::Mode;
use tests::{Answer, RunningApi, cells, eventually};

/// Sends the sign-in form. Redirects are not followed.
pub async fn sign_in(api: &RunningApi, email: &str, password: &str) -> Answer {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let form = format!("email={email}&password={}&code=", password.replace(' ', "+"));
    let request = client
        .post(format!("{}/dashboard/sign-in", api.url))
        .header("origin", &api.url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.text().await.unwrap() }
}

async fn page(api: &RunningApi, cookie: &str, path: &str) -> Answer {
    api.send("GET", path, &[("cookie", cookie)], "").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_signs_in_and_reads_in_its_cell() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let mut businesses = Vec::new();
        for w in &cells.each {
            let business = w.business(500).await;
            w.member(business, "both@example.com", Role::Owner).await;
            businesses.push(business);
        }
        let member = cells.last().member(businesses[1], "last@example.com", Role::Owner).await;
        assert_eq!(member.get(&api, "/dashboard").await.status, 200);
        assert_eq!(member.post(&api, "/dashboard/settings/rename", "name=Renamed").await.status, 200);

        let signed_in = sign_in(&api, "last@example.com", PASSWORD).await;
        assert_eq!(signed_in.status, 303, "{}", signed_in.body);
        let cookie = signed_in.header("set-cookie").split(';').next().unwrap().to_owned();
        assert!(cookie.starts_with(COOKIE_NAME));
        let settings = page(&api, &cookie, "/dashboard/settings").await;
        assert!(settings.status == 200 && settings.body.contains("Renamed"), "{}", settings.body);

        assert_eq!(sign_in(&api, "last@example.com", "another password").await.status, 401);
        assert_eq!(sign_in(&api, "nobody@example.com", PASSWORD).await.status, 401);
        // Both cells know the address, and the password is right only in the second.
        let other = password::hash("another password".into()).await.unwrap();
        let changed = sqlx::query("update members set password = $1").bind(other);
        changed.execute(&cells.first().pool).await.unwrap();
        let signed_in = sign_in(&api, "both@example.com", PASSWORD).await;
        assert_eq!(signed_in.status, 303, "{}", signed_in.body);
        let tries = |w: &tests::World| {
            let pool = w.pool.clone();
            async move {
                let counted = sqlx::query_scalar::<_, i64>("select count(*) from sign_in_rates");
                counted.fetch_one(&pool).await.unwrap()
            }
        };
        assert!(tries(cells.first()).await > 0, "each cell counts its own tries");
        assert!(tries(cells.last()).await > 0);
        assert_eq!(api.send("GET", "/dashboard/sign-in", &[("accept", "*/*")], "").await.status, 200);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_sign_in_gets_503_while_a_cell_is_unreachable() {
    cells(2, async |cells| {
        let api = cells.api().await;
        let business = cells.first().business(0).await;
        cells.first().member(business, "first@example.com", Role::Owner).await;
        cells.wire(Mode::Refuse);
        eventually("the API notices it", async || readiness(&api).await.1.contains("cell 1: ").then_some(()))
            .await;
        assert_eq!(sign_in(&api, "first@example.com", PASSWORD).await.status, 303);
        // The answer is the same for known and unknown addresses, so that it does not reveal which exist.
        assert_eq!(sign_in(&api, "first@example.com", "another password").await.status, 503);
        assert_eq!(sign_in(&api, "nobody@example.com", PASSWORD).await.status, 503);
        api.stop().await;
    })
    .await;
}
