//! `/v1/brand`: what the payout users of a business are shown it as.

pub mod get;
pub mod logo;
pub mod put;

use axum::body::Bytes;
use domain::business::brand::{self, Brand as Stored, Colour, InvalidLogo, Logo, read_shown_name};
use domain::ids::BusinessId;
use futures::FutureExt;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::http::problem::{Code, FieldProblem, Problem};
use crate::http::refusal::Refusal;
use crate::routes::pay::brand::shown::logo_address;

/// The field, and the part of a form, that a fault of a picture is told of.
const LOGO: &str = "logo";

/// What a business is shown as. What it has not said is null: then its page looks as everybody's does.
#[derive(Debug, Serialize, ToSchema)]
pub struct Brand {
    /// In place of the name of the business.
    name: Option<String>,
    /// `#rrggbb`, as it was given. A page shows it as light or dark as it must be to be read.
    colour: Option<String>,
    /// The logo, if there is one.
    logo: Option<BrandLogo>,
}

/// A logo.
#[derive(Debug, Serialize, ToSchema)]
pub struct BrandLogo {
    /// Where it is on this server. It changes with the picture.
    address: String,
    /// `image/png`, `image/jpeg` or `image/webp`.
    media_type: &'static str,
    /// Pixels.
    width: u16,
    /// Pixels.
    height: u16,
}

impl From<Stored> for Brand {
    fn from(stored: Stored) -> Self {
        let logo = stored.logo.map(|logo| BrandLogo {
            address: logo_address(&logo),
            media_type: logo.media_type.as_str(),
            width: logo.width,
            height: logo.height,
        });
        Self { name: stored.name, colour: stored.colour.map(|colour| colour.to_string()), logo }
    }
}

/// What `business` is shown as.
///
/// # Errors
/// When the database does not answer.
pub async fn stored(app: &App, business: BusinessId) -> Result<Stored, Refusal> {
    Ok(app.read(move |conn| brand::brand(conn, business).boxed()).await?)
}

/// Shows `business` by this name and in this colour; what is `None` is taken away.
///
/// # Errors
/// What is wrong with them, or that it could not be done.
pub async fn changed(
    app: &App,
    business: BusinessId,
    name: Option<&str>,
    colour: Option<&str>,
) -> Result<Stored, Problem> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, message: String| {
        faults.push(FieldProblem {
            index: None,
            line: None,
            field: field.to_owned(),
            code: "invalid",
            message,
        });
    };
    let name = name.map(read_shown_name).transpose();
    let name = name.unwrap_or_else(|invalid| {
        fault("name", invalid.to_string());
        None
    });
    let colour = colour.map(Colour::read).transpose();
    let colour = colour.unwrap_or_else(|invalid| {
        fault("colour", invalid.to_string());
        None
    });
    if !faults.is_empty() {
        return Err(Problem::fields(faults));
    }
    let set = app.transact(move |conn| {
        async move {
            brand::set_brand(conn, business, name.as_deref(), colour).await?;
            brand::brand(conn, business).await
        }
        .boxed()
    });
    Ok(set.await?)
}

/// Gives `business` this picture as its logo.
///
/// # Errors
/// When it may not be one, or that it could not be done.
pub async fn with_logo(app: &App, business: BusinessId, bytes: Bytes) -> Result<Stored, Problem> {
    let logo = Logo::read(bytes.into()).map_err(no_logo)?;
    let set = app.transact(move |conn| {
        async move {
            brand::set_logo(conn, business, &logo).await?;
            brand::brand(conn, business).await
        }
        .boxed()
    });
    Ok(set.await?)
}

/// Takes the logo of `business` away, if it has one.
///
/// # Errors
/// When it could not be done.
pub async fn without_logo(app: &App, business: BusinessId) -> Result<(), Refusal> {
    app.transact(move |conn| brand::remove_logo(conn, business).boxed()).await?;
    Ok(())
}

/// Why a picture is no logo.
pub fn no_logo(invalid: InvalidLogo) -> Problem {
    match invalid {
        InvalidLogo::TooLong => Problem::new(Code::BodyTooLarge, invalid.to_string()),
        _ => Problem::field(LOGO, "invalid", invalid.to_string()),
    }
}
