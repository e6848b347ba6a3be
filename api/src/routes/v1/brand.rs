//! `/v1/brand`: how a business appears to its payout users.

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

/// The field, and the part of a form, that an error about the picture names.
const LOGO: &str = "logo";

/// How a business appears to its payout users. A field that is not set is null, and the page looks as for any business.
#[derive(Debug, Serialize, ToSchema)]
pub struct Brand {
    /// The name shown instead of the name of the business.
    name: Option<String>,
    /// The colour as it was given, `#rrggbb`. A page shows it darker or lighter if it would not be readable.
    colour: Option<String>,
    /// The logo, if one is set.
    logo: Option<BrandLogo>,
}

/// A logo.
#[derive(Debug, Serialize, ToSchema)]
pub struct BrandLogo {
    /// The path of the picture on this server. It changes with the picture.
    address: String,
    /// `image/png`, `image/jpeg` or `image/webp`.
    media_type: &'static str,
    /// The width in pixels.
    width: u16,
    /// The height in pixels.
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

/// Returns the brand of `business`.
///
/// # Errors
/// When the database does not answer.
pub async fn stored(app: &App, business: BusinessId) -> Result<Stored, Refusal> {
    Ok(app.read(move |conn| brand::brand(conn, business).boxed()).await?)
}

/// Sets the name and the colour of the brand of `business`; `None` removes one.
///
/// # Errors
/// The problem with the name or the colour, or that they could not be stored.
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

/// Sets this picture as the logo of `business`.
///
/// # Errors
/// When the picture cannot be a logo, or it could not be stored.
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

/// Removes the logo of `business`, if it has one.
///
/// # Errors
/// When the database does not answer.
pub async fn without_logo(app: &App, business: BusinessId) -> Result<(), Refusal> {
    app.transact(move |conn| brand::remove_logo(conn, business).boxed()).await?;
    Ok(())
}

/// Returns the problem of a picture that cannot be a logo.
pub fn no_logo(invalid: InvalidLogo) -> Problem {
    match invalid {
        InvalidLogo::TooLong => Problem::new(Code::BodyTooLarge, invalid.to_string()),
        _ => Problem::field(LOGO, "invalid", invalid.to_string()),
    }
}
