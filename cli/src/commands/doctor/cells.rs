//! Checks that compare the cells with one another.

use std::collections::BTreeMap;

use domain::cell::Number;
use domain::ids::BusinessId;
use domain::relocation;
use sqlx::PgConnection;

use super::finding::{Finding, print};
use crate::error::CliError;
use crate::local::cells::Cells;

/// Checks that the reachable cells have used the same secrets, that one cell at most serves each business, and that a
/// cell serves each business that has left another. Reports every violation. Returns whether there is none.
pub async fn together(cells: &Cells, as_json: bool) -> Result<bool, CliError> {
    let mut served: BTreeMap<BusinessId, Number> = BTreeMap::new();
    let (mut well, mut left, mut all) = (true, Vec::new(), true);
    let mut report = |check: &str, finding: &Finding, number| {
        well = false;
        print(check, finding, as_json.then_some(Some(number)))
    };
    let mut first: Option<(Number, PgConnection)> = None;
    let mut asked = Vec::new();
    for at in cells.iter() {
        let Some(number) = at.number() else { return Ok(true) };
        // The checks of that cell have already reported why it does not answer.
        let Ok(mut conn) = at.connect().await else {
            all = false;
            continue;
        };
        asked.push(number);
        for business in relocation::served(&mut conn).await? {
            let Some(other) = served.insert(business, number) else { continue };
            let finding = Finding::failure(
                format!("cells {other} and {number} both serve {business}"),
                "was one of them restored to a time before it moved? Pause it there at once (`payout pause`, with `--cell`): docs/operate.md, \"Moving a business\"",
            );
            report("businesses", &finding, number)?;
        }
        let gone = relocation::departed(&mut conn).await?;
        left.extend(gone.into_iter().map(|(business, to)| (business, number, to)));
        let Some((other, before)) = &mut first else {
            first = Some((number, conn));
            continue;
        };
        if let [secret, ..] = relocation::secrets::contradicted(before, &mut conn).await?.as_slice() {
            let finding = Finding::failure(
                format!("cells {other} and {number} have used different secrets: {secret} is not the same"),
                "no process can work for both: see \"Secrets\" in docs/operate.md for the one that was lost",
            );
            report("secrets", &finding, number)?;
        }
    }
    // A cell that is not configured here may have the business.
    let nowhere = left
        .into_iter()
        .filter(|(business, _, to)| all && asked.contains(to) && !served.contains_key(business));
    for (business, number, to) in nowhere {
        let finding = Finding::failure(
            format!("{business} has left cell {number} for cell {to}, and no cell serves it"),
            "finish the move with `payout business move`, which says what to do if that cell was restored to a time before it",
        );
        report("businesses", &finding, number)?;
    }
    Ok(well)
}
