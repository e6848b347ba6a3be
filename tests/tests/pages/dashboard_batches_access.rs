//! Who may see and steer batches in the dashboard, and what happens to forms that are sent twice or incompletely.

use std::io::Write;

use domain::allocation::Lane;
use domain::business::{self, Changes};
use domain::ids::{BatchId, BusinessId};
use domain::member::Role;
use flate2::Compression;
use flate2::write::GzEncoder;
use tests::member::SignedIn;
use tests::{Answer, RunningApi, World, world};

/// Stored as a reference. The page must show it as text.
const SCRIPT: &str = "<script>document.title = 'broken'</script>";

/// The actions of a batch, below its address.
const ACTIONS: [&str; 6] = ["pause", "resume", "cancel", "retry", "throttle", "throttle/clear"];

/// A file and its fields, as a browser sends them.
pub struct Upload<'a> {
    pub fields: Vec<(&'a str, &'a str)>,
    pub name: &'a str,
    pub content: &'a [u8],
}

impl Upload<'_> {
    pub async fn send(&self, api: &RunningApi, by: &SignedIn, path: &str) -> Answer {
        let part = |name: &str, rest: &str, content: &[u8]| {
            let head = format!("--x-y\r\nContent-Disposition: form-data; name=\"{name}\"{rest}\r\n\r\n");
            [head.as_bytes(), content, b"\r\n"].concat()
        };
        let fields = self.fields.iter().flat_map(|(name, value)| part(name, "", value.as_bytes()));
        let mut body: Vec<u8> = fields.collect();
        let file_name = format!("; filename=\"{}\"\r\nContent-Type: text/csv", self.name);
        body.extend(part("file", &file_name, self.content));
        body.extend(b"--x-y--\r\n");
        // The client of `api` follows redirects. This request is marked as from htmx, which gets the target in a header
        // instead.
        let headers = [
            ("cookie", by.cookie()),
            ("origin", api.url.clone()),
            ("content-type", "multipart/form-data; boundary=x-y".to_owned()),
            ("hx-request", "true".to_owned()),
        ];
        api.send("POST", &by.sent_to(path), &headers, body).await
    }
}

async fn check(api: &RunningApi, by: &SignedIn, content: &str) -> (Answer, String) {
    check_file(api, by, "r.csv", content.as_bytes()).await
}

async fn check_file(api: &RunningApi, by: &SignedIn, name: &str, content: &[u8]) -> (Answer, String) {
    let upload = Upload { fields: vec![("key", "k0"), ("mode", "best_effort")], name, content };
    let answer = upload.send(api, by, "/dashboard/batches/check").await;
    let digest = digest(&answer);
    (answer, digest)
}

/// Returns the digest of the checked file, from the form.
pub fn digest(answer: &Answer) -> String {
    answer.body.split("name=\"checked\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn pay(api: &RunningApi, by: &SignedIn, (key, digest): (&str, &str), content: &str) -> Answer {
    let fields = vec![("key", key), ("checked", digest), ("mode", "best_effort"), ("at", ""), ("money", "")];
    Upload { fields, name: "r.csv", content: content.as_bytes() }
        .send(api, by, "/dashboard/batches/pay")
        .await
}

async fn create_batch(w: &World, business: BusinessId) -> BatchId {
    w.queue(business, Lane::Bulk, &[("a@example.com", 100), ("b@example.com", 200)]).await;
    let id = sqlx::query_scalar::<_, uuid::Uuid>(
        "select id from batches where business_id = $1 order by id desc limit 1",
    );
    id.bind(business.uuid()).fetch_one(&w.pool).await.unwrap().into()
}

async fn count_commands(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from audit").fetch_one(&w.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_members_see_batches_and_owners_and_finance_steer_them() {
    world(async |w| {
        let api = w.api().await;
        let (business, other) = (w.business(10_000).await, w.business(10_000).await);
        let (own, others) = (create_batch(w, business).await, create_batch(w, other).await);
        let file = "email,amount\na@example.com,100\n";
        for role in Role::ALL {
            let may = matches!(role, Role::Owner | Role::Finance);
            let member = w.member(business, &format!("{}@merchant.example", role.as_str()), role).await;
            let at = |id: BatchId, rest: &str| format!("/dashboard/batches/{id}{rest}");
            for page in ["/dashboard/batches", &at(own, ""), &at(own, "/progress"), &at(own, "/results.csv")]
            {
                assert_eq!(member.get(&api, page).await.status, 200, "{role:?} {page}");
            }
            let new = member.get(&api, "/dashboard/batches/new").await;
            assert_eq!(new.status, if may { 200 } else { 403 }, "{role:?}");
            for rest in ["", "/progress", "/results.csv"] {
                assert_eq!(member.get(&api, &at(others, rest)).await.status, 404, "{role:?} {rest}");
            }
            let before = count_commands(w).await;
            for action in ACTIONS {
                let form = "key=k-others&max_per_second=5";
                let refused = if may { 404 } else { 403 };
                let (ask, act) =
                    (at(others, &format!("/{action}?max_per_second=5")), at(others, &format!("/{action}")));
                assert_eq!(member.get(&api, &ask).await.status, refused, "{role:?} {action}");
                assert_eq!(member.post(&api, &act, form).await.status, refused, "{role:?} {action}");
                if !may {
                    let (ask, act) =
                        (ask.replace(&others.to_string(), &own.to_string()), at(own, &format!("/{action}")));
                    assert_eq!(member.get(&api, &ask).await.status, 403, "{role:?} {action}");
                    assert_eq!(member.post(&api, &act, form).await.status, 403, "{role:?} {action}");
                }
            }
            assert_eq!(count_commands(w).await, before, "{role:?}");
            if !may {
                let recorded = w.recorded().await;
                for action in ["check", "pay"] {
                    let upload = Upload {
                        fields: vec![("key", "k"), ("checked", "0")],
                        name: "r.csv",
                        content: file.as_bytes(),
                    };
                    let answer = upload.send(&api, &member, &format!("/dashboard/batches/{action}")).await;
                    assert_eq!(answer.status, 403, "{role:?} {action}");
                }
                assert_eq!(w.recorded().await, recorded);
            }
        }
        // Without a session, every address leads to the sign-in page.
        let signed_out =
            SignedIn { token: "0".repeat(64), ..w.member(business, "x@merchant.example", Role::Owner).await };
        for path in ["", "/new", "/check", "/pay", &format!("/{own}"), &format!("/{own}/results.csv")] {
            let answer = signed_out.get(&api, &format!("/dashboard/batches{path}")).await;
            assert_eq!((answer.status, answer.header("location")), (303, "/dashboard/sign-in"), "{path}");
        }
        for path in ["/pay".to_owned(), format!("/{own}/cancel")] {
            let answer = signed_out.post(&api, &format!("/dashboard/batches{path}"), "key=k").await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (303, "/dashboard/sign-in?ended"),
                "{path}"
            );
        }
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_paid_only_if_it_was_checked() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(10_000).await;
        let member = w.member(business, "anna@merchant.example", Role::Finance).await;
        let file = format!("email,amount,reference\na@example.com,100,{SCRIPT}\n");
        let (answer, digest) = check(&api, &member, &file).await;
        assert_eq!((answer.status, digest.len()), (200, 64), "{}", answer.body);
        assert_eq!(w.recorded().await, 0);
        // An unchecked file, another file, no key, no file: nothing is paid, and each error says why.
        let other = file.replace(",100,", ",101,");
        for (key, digest, content, status, says) in [
            ("k1", "", file.as_str(), 400, "Check the file first"),
            ("k1", digest.as_str(), other.as_str(), 409, "This is not the file that was checked"),
            ("", digest.as_str(), file.as_str(), 400, "lacks the key from its page"),
            ("k1", digest.as_str(), "email,amount\na,1\n", 400, "Nothing was paid."),
            ("k1", digest.as_str(), "", 400, "The file is empty"),
        ] {
            let answer = pay(&api, &member, (key, digest), content).await;
            assert!(
                answer.status == status && answer.body.contains(says),
                "{says}: {} {}",
                answer.status,
                answer.body
            );
        }
        let unnamed = Upload { fields: vec![("key", "k1")], name: "r.xlsx", content: file.as_bytes() };
        let answer = unnamed.send(&api, &member, "/dashboard/batches/check").await;
        assert!(answer.status == 400 && answer.body.contains("CSV UTF-8"), "{}", answer.body);
        assert_eq!(member.post(&api, "/dashboard/batches/pay", "key=k1").await.status, 415);
        assert_eq!(w.recorded().await, 0);
        // A compressed file is the same file, whatever its name. So is a file that a browser has unpacked.
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(file.as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        for (name, content) in
            [("r.csv", packed.as_slice()), ("r.csv.gz", &packed), ("r.csv.gz", file.as_bytes())]
        {
            let (answer, same) = check_file(&api, &member, name, content).await;
            assert_eq!((answer.status, &same), (200, &digest), "{name}: {}", answer.body);
        }
        // Text that is not UTF-8 is reported with its line.
        let latin = b"email,amount,reference\na@example.com,1,x\nb@example.com,1,M\xe4rz\n";
        let upload = Upload { fields: vec![("key", "k0")], name: "r.csv", content: latin };
        let reported = upload.send(&api, &member, "/dashboard/batches/check").await;
        assert!(reported.body.contains("<td>3</td><td>reference</td>"), "{}", reported.body);
        // The missing amount is shown as money, and a batch in the mode all or nothing takes nothing.
        let much = "email,amount\na@example.com,20000\n";
        let (short, digest_of_much) = check(&api, &member, much).await;
        assert!(short.body.contains("lacks $100.00: if it is paid as it stands"), "{}", short.body);
        let fields = vec![("key", "k3"), ("checked", digest_of_much.as_str()), ("mode", "all_or_nothing")];
        let whole = Upload { fields, name: "r.csv", content: much.as_bytes() };
        let refused = whole.send(&api, &member, "/dashboard/batches/pay").await;
        assert!(
            refused.status == 400 && refused.body.contains("lacks $100.00: top it up"),
            "{}",
            refused.body
        );
        assert_eq!(w.recorded().await, 0);
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_pays_once_and_only_payers_see_hashes_in_its_results() {
    world(async |w| {
        let api = w.api().await;
        let business = w.business(10_000).await;
        let member = w.member(business, "anna@merchant.example", Role::Finance).await;
        let file = format!("email,amount,reference\na@example.com,100,{SCRIPT}\n");
        let other = file.replace(",100,", ",101,");
        let (_, digest) = check(&api, &member, &file).await;
        // The checked file is paid once, and leads to its page each time it is sent.
        let paid = pay(&api, &member, ("k1", &digest), &file).await;
        assert_eq!(paid.status, 204, "{}", paid.body);
        let again = pay(&api, &member, ("k1", &digest), &file).await;
        assert_eq!((again.status, again.header("hx-redirect")), (204, paid.header("hx-redirect")));
        let page = member.get(&api, paid.header("hx-redirect")).await;
        assert!(page.body.contains("&lt;script&gt;") && !page.body.contains(SCRIPT), "{}", page.body);
        let (_, other_digest) = check(&api, &member, &other.replace(SCRIPT, "r2")).await;
        let reused = pay(&api, &member, ("k1", &other_digest), &other.replace(SCRIPT, "r2")).await;
        assert!(reused.status == 422 && reused.body.contains("Begin with a new form"), "{}", reused.body);
        // A duplicate is shown with the payment that it repeats, escaped.
        let (repeated, _) = check(&api, &member, &file).await;
        assert!(repeated.body.contains("pending") && !repeated.body.contains(SCRIPT), "{}", repeated.body);
        let worker = w.worker();
        w.drained().await;
        worker.stop().await;
        assert_eq!(w.paid(business).await, 1);
        // The file of results contains the hashes only for members who may move money.
        let viewer = w.member(business, "vera@merchant.example", Role::Viewer).await;
        let results = format!("{}/results.csv", paid.header("hx-redirect"));
        let (with, without) = (member.get(&api, &results).await, viewer.get(&api, &results).await);
        let hash = with.body.lines().nth(1).unwrap().split(',').nth(8).unwrap().to_owned();
        assert_eq!(
            (hash.len(), with.header("content-type")),
            (64, "text/csv; charset=utf-8"),
            "{}",
            with.body
        );
        assert_eq!(without.body, with.body.replace(&hash, ""));
        // While payouts are switched off, nothing is checked or paid.
        let off = Changes { payouts_enabled: Some(false), ..Changes::default() };
        assert!(business::update(&mut w.pool.acquire().await.unwrap(), business, &off).await.unwrap());
        assert_eq!(pay(&api, &member, ("k2", &digest), &file).await.status, 403);
        api.stop().await;
    })
    .await;
}
