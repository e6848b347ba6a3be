//! A hold that is ended elsewhere, by the CLI or through another API, refuses no payment from its commit on.

use domain::steering::{Command, Target};
use domain::throttle::Rates;
use tests::steer::carry_out;
use tests::{eventually, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_ended_by_another_process_refuses_no_payment() {
    world(async |w| {
        let business = w.business(1_000).await;
        let (api, key, worker) = (w.api().await, w.key(business).await, w.worker());
        let rates = Rates::new(None, Some(1)).unwrap();
        let own = Target::Business(business);
        for (held, release) in [
            (Command::Pause(own), Command::Resume(own)),
            (Command::Pause(Target::All), Command::Resume(Target::All)),
            (Command::Throttle(own, rates), Command::Unthrottle(own)),
        ] {
            // As the CLI or another process does it: this API is not notified.
            carry_out(w, held).await;
            eventually("the API has noticed the hold", async || {
                // The first payment uses up what the throttle allows.
                let answer = api.pay(&key, &[("prefer", "wait=1")], "a@example.com", 100).await;
                let is_pause = answer.status == 503 && answer.header("retry-after") == "30";
                (is_pause || answer.status == 429).then_some(())
            })
            .await;
            carry_out(w, release).await;
            let answer = api.pay(&key, &[], "a@example.com", 1).await;
            assert_eq!(answer.status, 201, "{}", answer.body);
        }
        worker.stop().await;
        api.stop().await;
    })
    .await;
}
