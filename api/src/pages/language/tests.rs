use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

/// Returns the messages of a language, each with the names of its variables.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    assert!(
        FluentResource::try_new(language.messages().to_owned()).is_ok(),
        "{language:?} has a syntax error"
    );
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in language.messages().lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let (key, text) = line.split_once(" = ").unwrap_or_else(|| panic!("{language:?}: {line}"));
        let names = text.split("{ $").skip(1).map(|rest| rest.split(' ').next().unwrap().to_owned());
        assert!(found.insert(key.to_owned(), names.collect()).is_none(), "{language:?} has {key} twice");
    }
    found
}

fn collect_sources(directory: &Path, all: &mut String) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_sources(&path, all);
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            all.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_language_has_the_same_messages_and_variables() {
    let english = messages(Language::English);
    for language in Language::ALL {
        assert_eq!(messages(language), english, "{language:?}");
        for key in english.keys() {
            assert_ne!(language.say(key), *key);
        }
    }
}

#[test]
fn every_message_is_used_and_every_used_message_exists() {
    let mut source = String::new();
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for folder in ["routes/pay", "pages"] {
        collect_sources(&all.join(folder), &mut source);
    }
    source.push_str(&std::fs::read_to_string(all.join("routes/pay.rs")).unwrap());
    let english = messages(Language::English);
    for key in english.keys() {
        // One line uses all messages of a family that is named after a code.
        let family_of_key = key.rsplit_once('-').map_or(key.as_str(), |(family, _)| family);
        let used =
            source.contains(&format!("\"{key}\"")) || source.contains(&format!("\"{family_of_key}-{{"));
        assert!(used, "{key} is not used");
    }
    for call in ["say(\"", "with(\""] {
        for key in source.split(call).skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(english.contains_key(key), "there is no message {key}");
        }
    }
}

#[test]
fn the_browser_chooses_the_language() {
    for (accepted, language) in [
        ("de-AT,de;q=0.9,en;q=0.8", Language::German),
        ("nl,fr-CA;q=0.8,en;q=0.7", Language::French),
        ("pt-BR", Language::Portuguese),
        ("es-419,es;q=0.9", Language::Spanish),
        ("en-GB,de;q=0.5", Language::English),
        ("ja,zh;q=0.5", Language::English),
        ("*", Language::English),
        ("", Language::English),
        ("<script>", Language::English),
    ] {
        assert_eq!(Language::preferred(accepted), language, "{accepted}");
    }
}

#[test]
fn variables_are_inserted_into_messages() {
    assert_eq!(Language::English.with("fault-too_small", &[("limit", "$5.00")]), "The minimum is $5.00.");
    assert_eq!(Language::English.say("nonsense"), "nonsense");
}
