//! The code that the webhooks guide prints for verification: it accepts a valid signature, and nothing else.

use std::process::Command;

use standardwebhooks::Webhook;

const GUIDE: &str = include_str!("../../../docs/guides/webhooks.md");

/// A secret in the format of the product.
const SECRET: &str = "whsec_bm90IGEgc2VjcmV0LCBidXQgbG9uZyBlbm91Z2g=";

const ID: &str = "evt_0190163d";

const BODY: &str = r#"{"type":"payout.succeeded","name":"Zoë"}"#;

/// Returns the code block below a heading.
fn code(heading: &str) -> String {
    let below = GUIDE.split(&format!("\n## {heading}\n")).nth(1).unwrap();
    let block = below.split("```").nth(1).unwrap();
    block.split_once('\n').unwrap().1.to_owned()
}

/// Returns whether the printed code accepts these. An added line calls it.
fn accepts(program: &[&str], source: String, (time, signatures, body): (&str, &str, &str)) -> bool {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).arg(source);
    for (name, value) in
        [("SECRET", SECRET), ("ID", ID), ("TIMESTAMP", time), ("SIGNATURES", signatures), ("BODY", body)]
    {
        command.env(name, value);
    }
    let ended = command.output().unwrap();
    let output = String::from_utf8(ended.stdout).unwrap();
    let answer = output.trim();
    assert!(
        ["yes", "no"].contains(&answer),
        "{program:?}: {output}{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    answer == "yes"
}

#[test]
fn the_code_in_every_language_accepts_only_valid_signatures() {
    let headers = |left: &str, right: &str, get: &dyn Fn(&str) -> String| {
        let of = |name: &str, setting: &str| format!("\"webhook-{name}\"{left}{}{right}", get(setting));
        [of("id", "ID"), of("timestamp", "TIMESTAMP"), of("signature", "SIGNATURES")].join("")
    };
    let node = headers(": ", ", ", &|name| format!("process.env.{name}"));
    let python = headers(": ", ", ", &|name| format!("os.environ['{name}']"));
    let php = headers(" => ", ", ", &|name| format!("getenv('{name}')"));
    let programs: [(&[&str], String); 4] = [
        (
            &["node", "--input-type=module", "-e"],
            format!(
                "{}\nconsole.log(verified(process.env.SECRET, {{{node}}}, process.env.BODY) ? 'yes' : 'no')",
                code("JavaScript")
            ),
        ),
        (
            &["python3", "-c"],
            format!(
                "import os\n{}\nprint('yes' if verified(os.environ['SECRET'], {{{python}}}, os.environb[b'BODY']) else 'no')",
                code("Python")
            ),
        ),
        (
            &["php", "-r"],
            format!(
                "{}\necho verified(getenv('SECRET'), [{php}], getenv('BODY')) ? 'yes' : 'no';",
                code("PHP")
            ),
        ),
        (&["bash", "-c"], format!("{} && echo yes || echo no", code("A shell").trim_end())),
    ];
    let now = domain::clock::Clock::System.now().timestamp();
    let sign = |time: i64| Webhook::new(SECRET).unwrap().sign(ID, time, BODY.as_bytes()).unwrap();
    let (time, good) = (now.to_string(), sign(now));
    let several = format!("v1,bm90aGluZw== {good}");
    for (program, source) in programs {
        let accepts = |given| accepts(program, source.clone(), given);
        assert!(accepts((&time, &good, BODY)), "{program:?} rejects a valid signature");
        assert!(accepts((&time, &several, BODY)), "{program:?} rejects a valid signature among several");
        assert!(!accepts((&time, &good, "{}")), "{program:?} accepts another body");
        assert!(!accepts((&time, "v1,bm90aGluZw==", BODY)), "{program:?} accepts another signature");
        if program[0] != "bash" {
            let (old, of_old) = ((now - 600).to_string(), sign(now - 600));
            assert!(!accepts((&old, &of_old, BODY)), "{program:?} accepts an old signature");
        }
    }
}
