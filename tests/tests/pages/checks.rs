//! Checks that every page must pass.

use crate::browser::{Browser, PageLog};

/// The names of the pages whose pictures are kept.
const KEPT: [&str; 29] = [
    "console-audit",
    "console-books",
    "console-business",
    "console-businesses",
    "console-parked",
    "console-sign-in",
    "console-system",
    "console-throttles",
    "console-withdrawals",
    "dashboard-account",
    "dashboard-audit",
    "dashboard-batch",
    "dashboard-batches",
    "dashboard-brand",
    "dashboard-events",
    "dashboard-join",
    "dashboard-keys",
    "dashboard-members",
    "dashboard-pay",
    "dashboard-payments",
    "dashboard-payout-user",
    "dashboard-payout-users",
    "dashboard-settings",
    "dashboard-sign-in",
    "dashboard-transactions",
    "dashboard-usage",
    "dashboard-webhook",
    "dashboard-withdrawal",
    "dashboard-withdrawals",
];

/// Checks a phone and a desktop, in the light and the dark scheme: axe-core finds nothing serious, and nothing is cut
/// off.
pub async fn check_views(browser: &Browser, name: &str) {
    for (width, scheme) in [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")] {
        browser.set_view(width, scheme).await;
        assert_eq!(browser.axe_violations().await, Vec::<String>::new(), "{name} at {width}, {scheme}");
        if (width, scheme) == (1280, "light") && KEPT.contains(&name) {
            browser.save_picture(name).await;
        }
        let scrolls = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        assert_eq!(browser.run(scrolls).await, false, "{name} scrolls aside at {width}");
    }
}

/// Checks that no request left the host, the browser logged no error, and the secret is only in headers and bodies.
pub async fn check_requests(browser: &Browser, base: &str, secret: &str) -> PageLog {
    let seen = browser.take_log().await;
    assert!(!seen.requests.is_empty());
    for request in &seen.requests {
        let address = request["url"].as_str().unwrap();
        assert!(
            address.starts_with(base) || address.starts_with("data:") || address == "about:blank",
            "{address}"
        );
        assert!(!address.contains(secret), "{address}");
        for (name, value) in request["headers"].as_object().unwrap() {
            let may = name.eq_ignore_ascii_case("x-payout-hash");
            assert!(may || !value.as_str().unwrap().contains(secret), "{name}: {value}");
        }
    }
    // A request that was rejected on purpose appears as a network error.
    let complaints = seen.complaints.iter().filter(|line| !line.contains("Failed to load resource"));
    assert_eq!(complaints.collect::<Vec<_>>(), Vec::<&String>::new());
    seen
}
