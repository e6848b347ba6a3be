//! Brands: the name, the colour and the logo that a business shows to its payout users. What a business has not set is
//! missing, and its pages use the default instead.

mod colour;
mod logo;

pub use colour::{Colour, InvalidColour};
pub use logo::{InvalidLogo, LOGO_DIGEST_DIGITS, Logo, LogoType, MAX_LOGO_BYTES, MAX_LOGO_SIDE};

use sqlx::PgConnection;

use crate::ids::BusinessId;
use crate::platform::db;

/// The most characters of a displayed name: two lines on a phone.
pub const MAX_SHOWN_NAME_CHARS: usize = 100;

/// The brand of a business.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brand {
    /// The name to show instead of the business's own name.
    pub name: Option<String>,
    /// The colour of buttons and links, as the business gave it.
    pub colour: Option<Colour>,
    /// The logo, without its bytes.
    pub logo: Option<StoredLogo>,
}

/// A logo, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLogo {
    /// The digest that the logo's URL contains.
    pub digest: String,
    /// The logo's media type.
    pub media_type: LogoType,
    /// The width in pixels.
    pub width: u16,
    /// The height in pixels.
    pub height: u16,
}

/// A text is not valid as a displayed name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "The name must have 1 to 100 characters and no control characters. Send null to show the name of the business."
)]
pub struct InvalidShownName;

/// Parses a displayed name. White space at either end is removed.
///
/// # Errors
/// If the name is blank, too long, or has control characters.
pub fn read_shown_name(text: &str) -> Result<String, InvalidShownName> {
    let text = text.trim();
    let fits = (1..=MAX_SHOWN_NAME_CHARS).contains(&text.chars().count());
    if fits && !text.chars().any(char::is_control) { Ok(text.to_owned()) } else { Err(InvalidShownName) }
}

/// Returns the brand of `business`.
///
/// # Errors
/// If the database fails.
pub async fn brand(conn: &mut PgConnection, business: BusinessId) -> Result<Brand, sqlx::Error> {
    let row = sqlx::query!(
        "select name, colour, logo_type, logo_width, logo_height, logo_digest from brands where business_id = $1",
        business.uuid()
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(Brand::default()) };
    let side = |pixels: Option<i32>| pixels.and_then(|pixels| u16::try_from(pixels).ok());
    let sides = side(row.logo_width).zip(side(row.logo_height));
    let logo = row.logo_digest.zip(row.logo_type).zip(sides);
    Ok(Brand {
        name: row.name,
        colour: row.colour.and_then(|colour| Colour::read(&colour).ok()),
        logo: logo.and_then(|((digest, media_type), (width, height))| {
            Some(StoredLogo { digest, media_type: LogoType::named(&media_type)?, width, height })
        }),
    })
}

/// Sets the displayed name and the colour of `business`. A value that is `None` is removed; the logo stays.
///
/// # Errors
/// If the database fails.
pub async fn set_brand(
    conn: &mut PgConnection,
    business: BusinessId,
    name: Option<&str>,
    colour: Option<Colour>,
) -> Result<(), sqlx::Error> {
    lock(conn, business).await?;
    let colour = colour.map(|colour| colour.to_string());
    if name.is_none() && colour.is_none() {
        // A row without a name, a colour and a logo violates a constraint, so a row that would become empty is deleted
        // first.
        sqlx::query!("delete from brands where business_id = $1 and logo is null", business.uuid())
            .execute(&mut *conn)
            .await?;
        return sqlx::query!(
            "update brands set name = null, colour = null where business_id = $1",
            business.uuid()
        )
        .execute(conn)
        .await
        .map(|_| ());
    }
    sqlx::query!(
        "insert into brands (business_id, name, colour) values ($1, $2, $3)
         on conflict (business_id) do update set name = excluded.name, colour = excluded.colour",
        business.uuid(),
        name,
        colour
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Sets the logo of `business`, in place of any earlier one.
///
/// # Errors
/// If the database fails.
pub async fn set_logo(conn: &mut PgConnection, business: BusinessId, logo: &Logo) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into brands (business_id, logo, logo_type, logo_width, logo_height, logo_digest)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (business_id) do update set logo = excluded.logo, logo_type = excluded.logo_type,
             logo_width = excluded.logo_width, logo_height = excluded.logo_height, logo_digest = excluded.logo_digest",
        business.uuid(),
        logo.bytes(),
        logo.media_type().as_str(),
        i32::from(logo.width()),
        i32::from(logo.height()),
        logo.digest(business)
    )
    .execute(conn)
    .await
    .map(|_| ())
}

/// Removes the logo of `business`. Returns whether there was one.
///
/// # Errors
/// If the database fails.
pub async fn remove_logo(conn: &mut PgConnection, business: BusinessId) -> Result<bool, sqlx::Error> {
    lock(conn, business).await?;
    let gone = sqlx::query!(
        "delete from brands where business_id = $1 and logo is not null and name is null and colour is null",
        business.uuid()
    )
    .execute(&mut *conn)
    .await?;
    let emptied = sqlx::query!(
        "update brands set logo = null, logo_type = null, logo_width = null, logo_height = null, logo_digest = null
         where business_id = $1 and logo is not null",
        business.uuid()
    )
    .execute(conn)
    .await?;
    Ok(gone.rows_affected() + emptied.rows_affected() > 0)
}

/// Returns whether the logo with this `digest` belongs to a business of this cell.
///
/// # Errors
/// If the database fails.
pub async fn is_known(conn: &mut PgConnection, digest: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from brands where logo_digest = $1
               and business_id not in (select business_id from absent_businesses)) as "is!""#,
        digest
    )
    .fetch_one(conn)
    .await
}

/// Returns the logo with this `digest`, with its type.
///
/// # Errors
/// If the database fails, or the logo's business is being moved ([`db::is_elsewhere`]).
pub async fn logo_of_digest(
    conn: &mut PgConnection,
    digest: &str,
) -> Result<Option<(LogoType, Vec<u8>)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select logo as "logo!", logo_type as "logo_type!",
               exists (select from unserved_businesses u where u.business_id = b.business_id) as "unserved!"
           from brands b where logo_digest = $1"#,
        digest
    )
    .fetch_optional(conn)
    .await?;
    db::served(row.as_ref().is_some_and(|row| row.unserved))?;
    Ok(row.and_then(|row| Some((LogoType::named(&row.logo_type)?, row.logo))))
}

/// Locks the business, so that two changes to its brand happen one after the other. Together they could leave an empty
/// row.
async fn lock(conn: &mut PgConnection, business: BusinessId) -> Result<(), sqlx::Error> {
    sqlx::query!("select id from businesses where id = $1 for no key update", business.uuid())
        .fetch_optional(conn)
        .await
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_name_is_one_short_line_of_text() {
        assert_eq!(read_shown_name(" Bücher & Söhne ").as_deref(), Ok("Bücher & Söhne"));
        assert_eq!(read_shown_name(&"é".repeat(100)).map(|name| name.chars().count()), Ok(100));
        for wrong in ["", "  ", "a\nb", "a\u{0}b", &"é".repeat(101)] {
            assert_eq!(read_shown_name(wrong), Err(InvalidShownName), "{wrong:?}");
        }
    }
}
