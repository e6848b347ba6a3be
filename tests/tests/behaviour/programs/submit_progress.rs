//! The progress that `payout submit` shows while a file is uploaded, recorded and paid: bars that are complete at the
//! end on a terminal, and plain lines elsewhere.

use std::io::Write;

use tempfile::NamedTempFile;
use tests::{Command, OnTerminal, RunningApi, world};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

/// With long references: megabytes, so that more parts are sent in a moment than the bar is drawn for.
const ITEMS: usize = 20_000;
const REFERENCE_CHARS: usize = 250;

fn rewards() -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    let mut rows = String::from("email,amount,reference\n");
    for n in 0..ITEMS {
        rows += &format!("user{n}@example.com,1,{n:0>REFERENCE_CHARS$}\n");
    }
    file.write_all(rows.as_bytes()).unwrap();
    file
}

/// Starts a proxy in front of the API that holds answers back until the gate is opened. It takes the request as fast as
/// it comes.
async fn start_gate(api: &RunningApi) -> (String, watch::Sender<bool>) {
    let (opener, open) = watch::channel(false);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let behind = api.url.strip_prefix("http://").unwrap().to_owned();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&behind).await.unwrap();
            let (mut from_client, mut to_client) = client.into_split();
            let (mut from_server, mut to_server) = server.into_split();
            let (taken, mut to_send) = mpsc::unbounded_channel::<Vec<u8>>();
            tokio::spawn(async move {
                let mut bytes = vec![0; 1 << 20];
                while let Ok(read @ 1..) = from_client.read(&mut bytes).await {
                    taken.send(bytes[..read].to_vec()).unwrap();
                }
            });
            tokio::spawn(async move {
                while let Some(bytes) = to_send.recv().await {
                    to_server.write_all(&bytes).await.unwrap();
                }
            });
            let mut open = open.clone();
            tokio::spawn(async move {
                open.wait_for(|open| *open).await.unwrap();
                tokio::io::copy(&mut from_server, &mut to_client).await
            });
        }
    });
    (url, opener)
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_shows_the_upload_then_recording_then_payment() {
    world(async |w| {
        let business = w.business(ITEMS as i64).await;
        let (api, key, file) = (w.api().await, w.key(business).await, rewards());
        let (url, opener) = start_gate(&api).await;
        let path = file.path().to_str().unwrap();
        let mut shown =
            OnTerminal::payout(&["submit", path, "--api-url", &url, "--api-key", &key, "--wait"]).await;
        shown.wait_for_output("100 %").await;
        shown.wait_for_output("the server is checking and recording the file").await;
        assert!(!shown.drawn().contains("Batch"), "the server has not answered");
        opener.send(true).unwrap();
        shown.wait_for_output("Accepted").await;
        shown.wait_for_output("paying ").await;
        let worker = w.worker();
        assert_eq!(shown.ended().await, Some(0), "{}", shown.drawn());
        shown.wait_for_output("Not paid").await;
        let drawn = shown.drawn();
        let place = |part: &str| drawn.find(part).unwrap_or_else(|| panic!("no {part:?} in {drawn}"));
        assert!(
            place("uploading ") < place("100 %") && place("100 %") < place("the server is checking"),
            "{drawn}"
        );
        assert!(
            place("the server is checking") < place("Accepted") && place("Accepted") < place("paying "),
            "{drawn}"
        );
        let paying = &drawn[drawn.rfind("paying ").unwrap()..];
        assert!(paying.contains("100 %") && paying.contains("20000/20000"), "{drawn}");
        worker.stop().await;
        api.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_progress_is_printed_as_plain_lines() {
    world(async |w| {
        let business = w.business(ITEMS as i64).await;
        let (api, key, file, worker) = (w.api().await, w.key(business).await, rewards(), w.worker());
        let path = file.path().to_str().unwrap();
        let submit = ["submit", path, "--api-url", &api.url, "--api-key", &key];
        let ended = Command::run(&[&submit[..], &["--wait"]].concat(), &[]).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let lines: Vec<&str> = ended.err.lines().collect();
        let place = |part: &str| lines.iter().position(|line| line.starts_with(part)).unwrap();
        let whole = place("uploading: 100 %");
        assert_eq!(place("the server is checking and recording the file"), whole + 1, "{ended:?}");
        assert!(lines.last().unwrap().starts_with("paying: 20 000 of 20 000"), "{ended:?}");
        assert!(!ended.err.contains('\u{1b}') && !ended.out.contains('\u{1b}'), "{ended:?}");
        assert!(ended.out.contains("Paid               20 000  $200.00"), "{ended:?}");
        // The same file again, for a program: one object, and the exit code of a batch that paid nothing.
        let again = Command::run(&[&submit[..], &["--wait", "--json"]].concat(), &[]).await;
        assert_eq!((again.code, again.objects().len()), (Some(3), 1), "{again:?}");
        let printed = again.objects().remove(0);
        let shown = api.get(&format!("/v1/batches/{}", printed["id"].as_str().unwrap()), &key).await.json();
        assert_eq!(
            (&printed["counts"], &printed["amounts"], &printed["finished_at"]),
            (&shown["counts"], &shown["amounts"], &shown["finished_at"])
        );
        let looked = Command::run(&[&submit[..], &["--dry-run", "--json", "--key", "k"]].concat(), &[]).await;
        let found = &looked.objects()[0];
        assert_eq!(
            (looked.code, &found["counts"]["total"]),
            (Some(0), &serde_json::json!(ITEMS)),
            "{looked:?}"
        );
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
