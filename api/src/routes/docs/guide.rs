//! GET /docs/{guide}: one guide.

use axum::response::Response;

use super::guides::GUIDES;
use crate::http::extract::Path;
use crate::http::refusal::Refusal;

/// Shows the guide with this name.
pub async fn guide(name: Result<Path<String>, Refusal>) -> Result<Response, Refusal> {
    let Path(name) = name?;
    let guide = GUIDES.iter().find(|guide| guide.name == name).ok_or_else(no_such_guide)?;
    Ok(super::between_links(guide.title(), guide.markup()))
}

fn no_such_guide() -> Refusal {
    Refusal::NoSuchAddress("There is no such guide: /docs lists them.".to_owned())
}
