//! An owner sets the brand that payout users see. Other members see it.

use domain::business::brand;
use domain::ids::BusinessId;
use domain::member::Role;
use tests::member::SignedIn;
use tests::picture::png;
use tests::{Answer, RunningApi, World, world};

use crate::checks::{check_requests, check_views};
use crate::dashboard::open_dashboard;

const PAGE: &str = "/dashboard/settings/brand";

async fn stored_brand(w: &World, business: BusinessId) -> brand::Brand {
    brand::brand(&mut w.pool.acquire().await.unwrap(), business).await.unwrap()
}

/// Sends a file as a form of a page does.
async fn upload_logo(api: &RunningApi, by: &SignedIn, name: &str, content: &[u8]) -> Answer {
    let head = format!(
        "--x-y\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), content, b"\r\n--x-y--\r\n"].concat();
    let headers = [
        ("content-type", "multipart/form-data; boundary=x-y".to_owned()),
        ("cookie", by.cookie()),
        ("origin", api.url.clone()),
    ];
    api.send("POST", &by.sent_to(&format!("{PAGE}/logo")), &headers, body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sets_and_previews_a_brand_and_removes_its_logo() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let (browser, _owner) = open_dashboard(w, &api, business, Role::Owner).await;
        browser.goto(&format!("{}{PAGE}", api.url)).await;
        browser.wait_for_text("h1", "Brand").await;
        check_views(&browser, "dashboard-brand-none").await;
        browser.fill("#name", "<script>document.title = 'broken'</script>").await;
        browser.fill("#colour", "#ffdd00").await;
        browser.click("form[action*='/brand?'] button").await;
        browser.wait_for_text("p.good", "are saved").await;
        browser.wait_for_text("#shown-as", "as it is in the dark one").await;
        let file = tempfile::tempdir().unwrap();
        let path = file.path().join("logo.png");
        std::fs::write(&path, png(240, 60, [0, 0, 0])).unwrap();
        browser.find("#file").await.send_keys(path.to_str().unwrap()).await.unwrap();
        browser.click("form[action*='/logo?'] button").await;
        browser.wait_for_text("p.good", "The logo is saved").await;
        browser.wait_for_text("section.preview[data-theme='dark'] .shown-name", "<script>").await;
        let drawn = "return [...document.querySelectorAll('img.logo')].every((one) => one.naturalWidth === 240)";
        assert_eq!(browser.run(drawn).await, true);
        check_views(&browser, "dashboard-brand").await;
        // Each half of the preview has its own scheme, whatever the reader's is. The rest of the page does not have the
        // colour.
        let colours = "const of = (css) => getComputedStyle(document.querySelector(css)).backgroundColor; \
            return [of(\"[data-theme='dark'] button\"), of(\"[data-theme='light'] button\") === of(\"[data-theme='dark'] button\"), \
            of(\"form[action*='/brand?'] button\") === of(\"[data-theme='light'] button\")]";
        assert_eq!(browser.run(colours).await, serde_json::json!(["rgb(255, 221, 0)", false, false]));
        browser.click("form[action*='/remove?'] button").await;
        browser.wait_for_text("p.good", "The logo is removed").await;
        assert_eq!(browser.count("img.logo").await, 0);
        check_requests(&browser, &api.url, "no secret is in an address").await;
        let left = stored_brand(w, business).await;
        assert!(left.name.is_some() && left.colour.is_some() && left.logo.is_none());
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_logo_is_rejected_and_only_owners_change_the_brand() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(1_000).await;
        let owner = w.member(business, "owner@merchant.example", Role::Owner).await;
        for (name, content, status, said) in [
            ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), 400, "export it as PNG"),
            (
                "logo.png",
                b"<!doctype html><script>alert(1)</script>".to_vec(),
                400,
                "not a PNG, JPEG or WebP picture",
            ),
            ("logo.png", vec![b' '; 64 * 1024 + 1], 413, "larger than 64 KiB"),
            ("logo.png", vec![b' '; 3 * 1024 * 1024], 413, "larger than 64 KiB"),
            ("", Vec::new(), 400, "choose one"),
        ] {
            let answer = upload_logo(&api, &owner, name, &content).await;
            assert_eq!(answer.status, status, "{name}: {}", answer.body);
            assert!(answer.body.contains(said), "{name}: {}", answer.body);
        }
        let answer = owner.post(&api, PAGE, "name=Acme&colour=red").await;
        assert!(answer.status == 400 && answer.body.contains("six hex digits"), "{}", answer.body);
        let picture = png(10, 10, [1, 2, 3]);
        for role in [Role::Viewer, Role::Developer, Role::Finance] {
            let member = w.member(business, &format!("{}@merchant.example", role.as_str()), role).await;
            let page = member.get(&api, PAGE).await;
            assert!(
                page.status == 200
                    && page.body.contains("Only owners can change it")
                    && !page.body.contains("Save")
            );
            assert_eq!(member.post(&api, PAGE, "name=Acme&colour=").await.status, 403);
            assert_eq!(member.post(&api, &format!("{PAGE}/logo/remove"), "").await.status, 403);
            assert_eq!(upload_logo(&api, &member, "logo.png", &picture).await.status, 403);
        }
        assert_eq!(stored_brand(w, business).await, brand::Brand::default());
        // The owner of another business changes only that business's brand.
        let other = w.business(0).await;
        let others = w.member(other, "other@merchant.example", Role::Owner).await;
        assert_eq!(upload_logo(&api, &others, "logo.png", &picture).await.status, 200);
        assert!(stored_brand(w, other).await.logo.is_some());
        assert_eq!(stored_brand(w, business).await, brand::Brand::default());
        let signed_out = SignedIn { token: "0".repeat(64), ..owner };
        let answer = signed_out.get(&api, PAGE).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/dashboard/sign-in"));
        api.stop().await;
    })
    .await;
}
