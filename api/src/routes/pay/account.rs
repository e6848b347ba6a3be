//! The account as its owner sees it: the balance, the forms to withdraw it, and the history.

mod history;
mod methods;

pub use methods::{asked, fault, fields, method_of};

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::business::brand::{self, Brand};
use domain::business::{self, Business, Mode};
use domain::ids::WithdrawalId;
use domain::ledger::{Kind, operation};
use domain::money::Cents;
use domain::payout_user::{self, HashHolder, PayoutUser};
use domain::withdrawal::methods::Methods;
use domain::withdrawal::terms::Terms;
use domain::withdrawal::{Method, Withdrawal, read};
use futures::FutureExt;
use maud::{Markup, html};
use uuid::Uuid;

use crate::app::App;
use crate::app::held_withdrawals::{Held, open};
use crate::http::extract::{Form, PAYOUT_HASH};
use crate::http::refusal::Refusal;
use crate::intake::fields::WithdrawFaults;
use crate::pages::language::Language;
use crate::routes::pay::brand::shown::{CLASS, picture, styles};
use crate::routes::payout::operations::OperationsPage;

/// The number of movements on one page: one or two screens of a phone.
const PAGE: u32 = 20;

/// How often a script refreshes the page while a withdrawal is under way.
const LOOK_AGAIN: &str = "every 2s";

/// The content of the page.
#[derive(Debug)]
pub struct Account {
    business: Business,
    brand: Brand,
    user: PayoutUser,
    history: Vec<Movement>,
    /// The cursor of the next page.
    older: Option<String>,
    /// Whether this is not the first page.
    is_older: bool,
    offers: Vec<Offered>,
    /// The hash, if a form has sent it. The forms of the response send it again.
    hash: Option<String>,
    /// The idempotency key of each form: a form makes one withdrawal.
    key: Uuid,
}

/// A movement, with its withdrawal if it is one.
#[derive(Debug)]
struct Movement {
    operation: operation::Operation,
    order: Option<Withdrawal>,
    held: bool,
}

/// A method that is switched on.
#[derive(Debug)]
struct Offered {
    method: Method,
    terms: Terms,
}

impl Offered {
    fn all(methods: &Methods, mode: Mode) -> Vec<Self> {
        let offered = |method| Some(Self { method, terms: methods.offer(mode, method)?.terms });
        Method::ALL.into_iter().filter_map(offered).collect()
    }
}

/// The message above the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// A withdrawal was made.
    Made,
    /// The withdrawal was made by an earlier request.
    Again,
    /// A withdrawal was cancelled.
    Cancelled,
    /// Fields are wrong.
    Fields,
    /// The balance is too small.
    Insufficient,
    /// The method is switched off.
    Off,
    /// The form's key has made a different withdrawal.
    Reused,
    /// The withdrawal is already being sent or has ended, and cannot be cancelled.
    TooLate,
    /// The action is impossible at the moment.
    Later,
}

/// What an action adds to the page of the account.
#[derive(Debug, Default)]
pub struct AccountPage<'a> {
    /// The message.
    pub said: Option<Notice>,
    /// The amount that the message names.
    pub amount: Option<Cents>,
    /// The form, if it has to be corrected.
    pub filled: Option<FormValues<'a>>,
}

/// A form as it was sent, and its faults.
#[derive(Debug)]
pub struct FormValues<'a> {
    /// The fields that were filled in.
    pub form: &'a Form,
    /// Their faults.
    pub faults: WithdrawFaults,
}

impl Account {
    /// Reads the account of `holder`, with the page of its history that `form` asks for.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn of(app: &App, holder: HashHolder, form: &Form) -> Result<Self, Refusal> {
        let cursor = form.text("cursor");
        let page = OperationsPage::of_form(PAGE, cursor).ok_or(Refusal::NotFound)?;
        let (after, fetch) = (page.after, page.fetch());
        let read =
            app.read(move |conn| async move { read_account(conn, holder, after, fetch).await }.boxed());
        let (business, brand, user, rows, orders, held) = read.await?.ok_or(Refusal::Internal)?;
        let movement = |operation: operation::Operation| {
            let order =
                of_order(&operation).and_then(|id| orders.iter().find(|order| order.id == id)).cloned();
            let held = order.as_ref().is_some_and(|order| held.contains_key(&order.id));
            Movement { operation, order, held }
        };
        let list = page.answer(rows, operation::Operation::place, movement).list;
        Ok(Self {
            offers: Offered::all(&app.methods, business.mode),
            business,
            brand,
            user,
            history: list.data,
            older: list.next_cursor,
            is_older: cursor.is_some(),
            hash: form.text(PAYOUT_HASH).map(str::to_owned),
            key: app.clock.id(),
        })
    }

    /// Returns the response that shows the account.
    pub fn answer(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        language: Language,
        shown: AccountPage<'_>,
    ) -> Response {
        let name = self.brand.name.as_ref().unwrap_or(&self.business.name);
        let title = language.with("pay-of", &[("business", name)]);
        super::answer(status, headers, language, &title, self.markup(language, &title, &shown))
    }

    fn markup(&self, language: Language, title: &str, shown: &AccountPage<'_>) -> Markup {
        html! {
            (styles(self.brand.colour))
            div class=[self.brand.colour.map(|_| CLASS)] {
                div.branded { (picture(self.brand.logo.as_ref())) h1 { (title) } }
                (self.content(language, shown))
            }
        }
    }

    fn content(&self, language: Language, shown: &AccountPage<'_>) -> Markup {
        html! {
            @if self.business.mode == Mode::Test { p.note { (language.say("test-mode")) } }
            @if let Some(said) = shown.said { (said.markup(language, shown.amount)) }
            p.visually-hidden id="moved" role="status" {}
            @if let Some(hash) = &self.hash { input id="shown-hash" type="hidden" name=(PAYOUT_HASH) value=(hash); }
            section id="overview" aria-label=(language.say("balance"))
                hx-post=[self.moves().then_some("/pay")] hx-trigger=[self.moves().then_some(LOOK_AGAIN)] hx-include=[self.hash.as_ref().map(|_| "#shown-hash")]
                hx-select="#overview" hx-target="#overview" hx-swap="outerHTML" {
                p { (language.with("owner", &[("email", &self.user.email.masked())])) }
                p.balance { span { (language.say("balance")) } " " strong { (self.user.balance) } }
                (self.history(language))
            }
            section id="withdraw" aria-labelledby="withdraw-title" {
                h2 id="withdraw-title" { (language.say("withdraw")) }
                (self.methods(language, shown.filled.as_ref()))
            }
        }
    }

    /// Returns whether a withdrawal on the page is under way, so that the page must be refreshed. Older pages are not
    /// refreshed.
    fn moves(&self) -> bool {
        let moves =
            |movement: &Movement| movement.operation.withdrawal.is_some_and(|status| !status.is_final());
        !self.is_older && self.history.iter().any(moves)
    }

    /// The hidden fields of every form of the account.
    fn credential(&self) -> Markup {
        html! { @if let Some(hash) = &self.hash { input type="hidden" name=(PAYOUT_HASH) value=(hash); } }
    }
}

impl Notice {
    fn markup(self, language: Language, amount: Option<Cents>) -> Markup {
        let amount = amount.map(|amount| amount.to_string()).unwrap_or_default();
        let of_amount = [("amount", amount.as_str())];
        let (good, text) = match self {
            Self::Made => (true, language.with("said-made", &of_amount)),
            Self::Again => (true, language.with("said-again", &of_amount)),
            Self::Cancelled => (true, language.with("said-cancelled", &of_amount)),
            Self::Fields => (false, language.say("said-fields")),
            Self::Insufficient => (false, language.say("said-insufficient")),
            Self::Off => (false, language.say("said-off")),
            Self::Reused => (false, language.say("said-reused")),
            Self::TooLate => (false, language.say("said-too-late")),
            Self::Later => (false, language.say("said-later")),
        };
        html! {
            @if good { p.good role="status" { (text) } } @else { p.fault role="alert" { (text) } }
        }
    }
}

type Read = (Business, Brand, PayoutUser, Vec<operation::Operation>, Vec<Withdrawal>, Held);

async fn read_account(
    conn: &mut sqlx::PgConnection,
    holder: HashHolder,
    after: Option<domain::ledger::Place>,
    fetch: i64,
) -> Result<Option<Read>, sqlx::Error> {
    let id = holder.business_id;
    let business = business::get(conn, id).await?;
    let brand = brand::brand(conn, id).await?;
    let user = payout_user::get(conn, id, holder.user.id).await?;
    let rows = operation::list(conn, &holder, after, fetch).await?;
    let mut orders = Vec::new();
    for order in rows.iter().filter_map(of_order) {
        orders.extend(read::get(conn, id, order).await?);
    }
    let held = read::held(conn, &open(&orders)).await?;
    Ok(business.zip(user).map(|(business, user)| (business, brand, user, rows, orders, held)))
}

fn of_order(operation: &operation::Operation) -> Option<WithdrawalId> {
    (operation.kind == Kind::Withdrawal).then(|| operation.subject_id.into())
}
