//! The manual and the completions are generated from the command-line definitions. They leave nothing out, and contain
//! no setting of this machine.

use std::collections::BTreeSet;

use domain::platform::setting_names;
use tests::Process;

/// A setting in the environment while the manual is generated.
const SECRET: &str = "postgres://nobody:canary@127.0.0.1:1/none";

/// Returns the commands that `--help` lists.
async fn listed_commands() -> BTreeSet<String> {
    let (helped, help) = Process::program("payout", &["--help"], &[]).await;
    assert!(helped, "{help}");
    let lines =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A continued line is indented further.
    let names = lines.filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    let listed: BTreeSet<String> =
        names.filter_map(|name| name.split_whitespace().next()).map(str::to_owned).collect();
    assert!(listed.contains("submit") && listed.len() > 20, "{listed:?}");
    listed
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_has_a_page_and_every_setting_is_in_the_manual() {
    let directory = tempfile::tempdir().unwrap();
    let into = directory.path().join("man1");
    let arguments = ["man", into.to_str().unwrap()];
    let (written, said) = Process::program("payout", &arguments, &[("DATABASE_URL", SECRET)]).await;
    assert!(written, "{said}");
    let page = |name: &str| {
        let path = into.join(format!("{name}.1"));
        // roff needs a hyphen to be escaped.
        std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{name} has no page")).replace("\\-", "-")
    };
    for command in listed_commands().await.iter().filter(|command| *command != "help") {
        assert!(page(&format!("payout-{command}")).contains(command));
    }
    let pages = std::fs::read_dir(&into).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()));
    let manual: String = pages.map(Result::unwrap).collect::<String>().replace("\\-", "-");
    for setting in setting_names::known() {
        assert!(manual.contains(setting), "the manual does not name {setting}");
    }
    assert!(page("payout-api").contains("PAYOUT_HASH_SECRET_FILE names a file"));
    assert!(page("payout-worker").contains("PAYOUT_CLAIM_SIZE"));
    assert!(!manual.contains("canary"));
}

#[tokio::test(flavor = "multi_thread")]
async fn completions_for_every_shell_contain_every_command() {
    let commands = listed_commands().await;
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (printed, script) =
            Process::program("payout", &["completions", shell], &[("DATABASE_URL", SECRET)]).await;
        assert!(printed, "{shell}: {script}");
        for command in &commands {
            assert!(script.contains(command.as_str()), "{shell} is not offered {command}");
        }
        assert!(!script.contains("canary"), "{shell}");
    }
    let (printed, said) = Process::program("payout", &["completions", "tcsh"], &[]).await;
    assert!(!printed && said.contains("possible values: bash"), "{said}");
}
