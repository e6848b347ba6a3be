//! A command about everything is carried out in each cell, and reports each. A command that names something is carried
//! out in the cell that has it. A command names a cell that it cannot reach, and the other cells do not wait for that
//! cell.

use domain::ids::BusinessId;
use secrecy::ExposeSecret;
use serde_json::Value;
use tests::World;
use tests::command::{Command, Ended};
use tests::proxy::{Mode, Proxy};

use super::{cell_1_setting, two_cells};

/// The settings of an operator of two cells, with a proxy in front of the second.
struct Operators {
    first: String,
    cells: String,
    wire: Proxy,
}

impl Operators {
    async fn of(first: &World, second: &World) -> Self {
        let wire = Proxy::to(&second.url).await;
        let cells = cell_1_setting(&wire.url(&second.url));
        Self { first: first.url.expose_secret().to_owned(), cells, wire }
    }

    async fn run(&self, arguments: &[&str]) -> Ended {
        Command::run(arguments, &[("DATABASE_URL", &self.first), ("PAYOUT_CELLS", &self.cells)]).await
    }

    /// Runs a command that succeeds in both cells, and returns the objects that it prints.
    async fn objects(&self, arguments: &[&str]) -> Vec<Value> {
        let ended = self.run(arguments).await;
        assert_eq!(ended.code, Some(0), "{arguments:?}: {ended:?}");
        ended.objects()
    }
}

/// Counts the pauses in force.
async fn count_pauses(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from pauses").fetch_one(&w.pool).await.unwrap()
}

async fn count_businesses(w: &World) -> i64 {
    sqlx::query_scalar("select count(*) from businesses").fetch_one(&w.pool).await.unwrap()
}

fn cell_numbers(of: &[Value]) -> Vec<i64> {
    of.iter().map(|one| one["cell"].as_i64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_about_everything_runs_in_each_cell_and_names_failed_ones() {
    two_cells(async |first, second| {
        let operators = Operators::of(first, second).await;
        operators.wire.set(Mode::Refuse);
        let ended = operators.run(&["pause", "all"]).await;
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.out.starts_with("cell 0:\npause affects: "), "{}", ended.out);
        assert!(ended.err.contains("\ncell 1: the database failed"), "{}", ended.err);
        assert!(
            ended
                .err
                .trim_end()
                .ends_with("payout: not done in cell 1: run the command again; nothing is done twice")
        );
        assert_eq!((count_pauses(first).await, count_pauses(second).await), (1, 0));

        operators.wire.set(Mode::Pass);
        let printed = operators.objects(&["pause", "all", "--json"]).await;
        assert_eq!(cell_numbers(&printed), [0, 1]);
        assert_eq!(
            (&printed[0]["changed"], &printed[1]["changed"]),
            (&false.into(), &true.into()),
            "{printed:?}"
        );
        assert_eq!((count_pauses(first).await, count_pauses(second).await), (1, 1));
        assert_eq!(cell_numbers(&operators.objects(&["pauses", "--json"]).await), [0, 1]);
        let printed = operators.objects(&["resume", "all", "--cell", "1", "--json"]).await;
        assert_eq!(cell_numbers(&printed), [1]);
        assert_eq!((count_pauses(first).await, count_pauses(second).await), (1, 0));
        operators.objects(&["resume", "all", "--json"]).await;
        operators.objects(&["throttle", "set", "all", "--max-per-second", "5", "--json"]).await;
        assert_eq!(cell_numbers(&operators.objects(&["throttle", "list", "--json"]).await), [0, 1]);
        assert_eq!(cell_numbers(&operators.objects(&["audit", "--limit", "1", "--json"]).await), [0, 1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_about_everything_show_each_cell() {
    two_cells(async |first, second| {
        let operators = Operators::of(first, second).await;
        for command in ["status", "queue", "verify", "doctor"] {
            let mut printed = cell_numbers(&operators.objects(&[command, "--json"]).await);
            printed.dedup();
            assert_eq!(printed, [0, 1], "{command}");
        }
        for command in [&["dead"][..], &["migrate"], &["withdrawals", "list"], &["business", "list"]] {
            let ended = operators.run(command).await;
            assert_eq!(ended.code, Some(0), "{ended:?}");
            assert!(ended.out.starts_with("cell 0:\n") && ended.out.contains("\ncell 1:\n"), "{}", ended.out);
        }
        operators.wire.set(Mode::Refuse);
        for command in ["status", "queue", "verify", "dead", "migrate", "pauses", "audit"] {
            let ended = operators.run(&[command]).await;
            assert_eq!(ended.code, Some(1), "{ended:?}");
            assert!(ended.out.contains("cell 0:\n") && ended.err.contains("not done in cell 1"), "{ended:?}");
        }
        // With one cell, the output does not mention cells.
        let alone = Command::run(&["status"], &[("DATABASE_URL", &operators.first)]).await;
        assert!(alone.code == Some(0) && !alone.out.contains("cell"), "{alone:?}");
        let wrong = Command::run(&["status", "--cell", "1"], &[("DATABASE_URL", &operators.first)]).await;
        assert!(wrong.code == Some(2) && wrong.err.contains("says that it is cell 0"), "{wrong:?}");
        let roles = operators.run(&["roles"]).await;
        assert!(roles.code == Some(2) && roles.err.contains("--cell with one of 0, 1"), "{roles:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_names_something_runs_in_its_cell() {
    two_cells(async |first, second| {
        let operators = Operators::of(first, second).await;
        let (here, there) = (first.business(0).await.to_string(), second.business(0).await.to_string());
        operators.objects(&["pause", &there, "--json"]).await;
        assert_eq!((count_pauses(first).await, count_pauses(second).await), (0, 1));
        operators.objects(&["fund", &there, "500", "--reference", "a", "--json"]).await;
        operators.objects(&["business", "disable", &there, "--json"]).await;
        operators.objects(&["key", "list", &there, "--json"]).await;
        operators.objects(&["member", "list", &there, "--json"]).await;
        assert_eq!(second.payout_balance(there.parse().unwrap()).await, 500);

        operators.wire.set(Mode::Refuse);
        operators.objects(&["pause", &here, "--json"]).await;
        let ended = operators.run(&["resume", &there]).await;
        assert_eq!(ended.code, Some(1));
        assert!(ended.err.contains("cell 1 did not answer"), "{}", ended.err);
        operators.wire.set(Mode::Pass);
        let nowhere = BusinessId::from(first.clock.id()).to_string();
        let unknown = ["fund", &nowhere, "5", "--reference", "a"];
        let ended = operators.run(&unknown).await;
        let alone = Command::run(&unknown, &[("DATABASE_URL", &operators.first)]).await;
        assert_eq!(ended.err, alone.err, "the error is the same as with one cell");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drain_and_fill_decide_whether_a_cell_gets_new_businesses() {
    two_cells(async |first, second| {
        let operators = Operators::of(first, second).await;
        let made = async |arguments: &[&str]| {
            let ended = operators.run(&[&["business", "create"], arguments].concat()).await;
            assert_eq!(ended.code, Some(0), "{ended:?}");
            (count_businesses(first).await, count_businesses(second).await)
        };
        assert_eq!(made(&["a"]).await, (1, 0));
        assert_eq!(made(&["b"]).await, (1, 1));
        operators.objects(&["cell", "drain", "0", "--json"]).await;
        assert_eq!(made(&["c"]).await, (1, 2));
        operators.objects(&["cell", "fill", "0", "--json"]).await;
        assert_eq!(made(&["d"]).await, (2, 2));
        // The audit log has each change once, with its credential.
        operators.objects(&["cell", "fill", "0", "--json"]).await;
        let audit = operators.objects(&["audit", "--json"]).await;
        let printed: Vec<_> =
            audit.iter().map(|one| (one["action"].as_str(), one["scope"].as_str())).collect();
        assert_eq!(printed, [(Some("fill"), Some("all")), (Some("drain"), Some("all"))]);
        assert!(audit.iter().all(|one| one["credential"].as_str().unwrap().starts_with("cli:")), "{audit:?}");
        operators.objects(&["cell", "drain", "1", "--json"]).await;
        let printed = operators.objects(&["cell", "list", "--json"]).await;
        assert_eq!(cell_numbers(&printed), [0, 1]);
        assert_eq!(
            (&printed[0]["takes_businesses"], &printed[1]["takes_businesses"]),
            (&true.into(), &false.into())
        );
        assert_eq!((&printed[0]["businesses"], &printed[1]["businesses"]), (&2.into(), &2.into()));
        operators.wire.set(Mode::Refuse);
        let ended = operators.run(&["cell", "list"]).await;
        assert!(ended.code == Some(1) && ended.out.contains("no: the database failed"), "{ended:?}");
        assert_eq!(made(&["e"]).await, (3, 2));
        operators.wire.set(Mode::Pass);

        // A cell with businesses keeps its number.
        let url = second.url.expose_secret();
        let ended = Command::run(&["cell", "add", "2", "--database-url", url], &[]).await;
        assert!(ended.code == Some(1) && ended.err.contains("is cell 1 and has businesses"), "{ended:?}");
        for _ in 0..2 {
            let ended = Command::run(&["cell", "add", "1"], &[("PAYOUT_CELLS", &operators.cells)]).await;
            assert!(ended.code == Some(0) && ended.out.starts_with("The database is cell 1. "), "{ended:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cell_add_turns_an_empty_database_into_a_cell() {
    tests::world(async |w| {
        let name: String =
            sqlx::query_scalar("select current_database() || '_new'").fetch_one(&w.pool).await.unwrap();
        let create = sqlx::AssertSqlSafe(format!("create database {name}"));
        sqlx::raw_sql(create).execute(&w.pool).await.unwrap();
        let mut url: reqwest::Url = w.url.expose_secret().parse().unwrap();
        url.set_path(&name);
        let ended = Command::run(&["cell", "add", "7", "--database-url", url.as_str()], &[]).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(
            ended.out.contains("PAYOUT_CELLS") && ended.out.contains(&format!("/{name}")),
            "{}",
            ended.out
        );
        assert!(url.password().is_none_or(|password| !ended.out.contains(password)), "{}", ended.out);
        let setting = format!("7={url}");
        let settings = [("DATABASE_URL", w.url.expose_secret()), ("PAYOUT_CELLS", setting.as_str())];
        let printed = Command::run(&["cell", "list", "--json"], &settings).await;
        assert_eq!((printed.code, cell_numbers(&printed.objects())), (Some(0), vec![0, 7]), "{printed:?}");
        let remove = sqlx::AssertSqlSafe(format!("drop database {name} (force)"));
        sqlx::raw_sql(remove).execute(&w.pool).await.unwrap();
    })
    .await;
}
