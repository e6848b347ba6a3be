//! The targets that can be paused and resumed: payments, withdrawals and webhooks.

use domain::ids::{BatchId, BusinessId};
use domain::steering::{Command, Outgoing, Target};
use domain::withdrawal::methods::Methods;
use domain::withdrawal::{MANUAL, Method, SANDBOX};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Scope, TargetBody};
use crate::http::extract::UnknownName;
use crate::http::problem::Problem;

/// What an operator pauses or resumes.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PauseTarget)]
pub struct PauseBody {
    /// The scope of the pause.
    scope: PauseScope,
    /// The business's id, `biz_…`. Optional for the scope `batch`.
    #[schema(value_type = Option<String>)]
    business_id: Option<BusinessId>,
    /// The batch's id, `bat_…`.
    #[schema(value_type = Option<String>)]
    batch_id: Option<BatchId>,
    /// The withdrawal method: `paypal`, `crypto` or `gift_card`.
    method: Option<String>,
    /// The provider's name in the configuration. `manual` is a person, `sandbox` is the provider of test businesses.
    provider: Option<String>,
}

/// The scope of a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PauseScope)]
pub enum PauseScope {
    /// All payments, and all withdrawals that no provider was told about.
    All,
    /// The payments and withdrawals of one business.
    Business,
    /// The items of one batch.
    Batch,
    /// The withdrawals by one method that no provider was told about.
    Method,
    /// The withdrawals of one provider that it was not told about.
    Provider,
    /// Deliveries of webhooks.
    Webhooks,
}

impl PauseBody {
    /// Returns the command that pauses the target.
    ///
    /// # Errors
    /// A problem that names the field at fault.
    pub fn pause(&self, methods: &Methods) -> Result<Command, Problem> {
        Ok(match self.outgoing(methods)? {
            Some(outgoing) => Command::PauseOutgoing(outgoing),
            None => Command::Pause(self.target()?),
        })
    }

    /// Returns the command that resumes the target.
    ///
    /// # Errors
    /// A problem that names the field at fault.
    pub fn resume(&self, methods: &Methods) -> Result<Command, Problem> {
        Ok(match self.outgoing(methods)? {
            Some(outgoing) => Command::ResumeOutgoing(outgoing),
            None => Command::Resume(self.target()?),
        })
    }

    fn target(&self) -> Result<Target, Problem> {
        let scope = match self.scope {
            PauseScope::Batch => Scope::Batch,
            PauseScope::Business => Scope::Business,
            _ => Scope::All,
        };
        TargetBody::new(scope, self.business_id, self.batch_id).target()
    }

    /// Returns the outgoing work that is meant. Fields that the scope does not have are rejected, because the client
    /// meant something else.
    fn outgoing(&self, methods: &Methods) -> Result<Option<Outgoing>, Problem> {
        let not_known = |field: &str| Problem::field(field, "invalid", format!("The scope has no {field}."));
        let needed = |field: &str| Problem::field(field, "required", format!("The scope needs {field}."));
        if self.method.is_some() && self.scope != PauseScope::Method {
            return Err(not_known("method"));
        }
        if self.provider.is_some() && self.scope != PauseScope::Provider {
            return Err(not_known("provider"));
        }
        let goes_out = !matches!(self.scope, PauseScope::All | PauseScope::Business | PauseScope::Batch);
        if goes_out && self.business_id.is_some() {
            return Err(not_known("business_id"));
        }
        if goes_out && self.batch_id.is_some() {
            return Err(not_known("batch_id"));
        }
        Ok(match self.scope {
            PauseScope::All | PauseScope::Business | PauseScope::Batch => None,
            PauseScope::Webhooks => Some(Outgoing::Webhooks),
            PauseScope::Method => {
                let name = self.method.as_deref().ok_or_else(|| needed("method"))?;
                let known = Method::ALL.map(Method::as_str);
                let method = Method::named(name);
                let unknown = || UnknownName::value("method", name, &known).problem();
                Some(Outgoing::Method(method.ok_or_else(unknown)?))
            }
            PauseScope::Provider => {
                let name = self.provider.as_deref().ok_or_else(|| needed("provider"))?;
                let connectors = methods.connectors().map(|connector| connector.name.as_str());
                let known: Vec<&str> = connectors.chain([MANUAL, SANDBOX]).collect();
                if !known.contains(&name) {
                    return Err(UnknownName::value("provider", name, &known).problem());
                }
                Some(Outgoing::Provider(name.to_owned()))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_accepts_only_its_fields() {
        let read = |json: &str| serde_json::from_str::<PauseBody>(json).unwrap().pause(&Methods::default());
        let hold = |of| Ok(Command::PauseOutgoing(of));
        assert_eq!(read(r#"{"scope":"webhooks"}"#), hold(Outgoing::Webhooks));
        assert_eq!(read(r#"{"scope":"method","method":"paypal"}"#), hold(Outgoing::Method(Method::Paypal)));
        let manual = Outgoing::Provider(MANUAL.to_owned());
        assert_eq!(read(r#"{"scope":"provider","provider":"manual"}"#), hold(manual));
        assert_eq!(read(r#"{"scope":"all"}"#), Ok(Command::Pause(Target::All)));
        let biz = r#""business_id":"biz_01900000-0000-7000-8000-000000000001""#;
        for wrong in [
            r#"{"scope":"method"}"#,
            r#"{"scope":"method","method":"Paypal"}"#,
            r#"{"scope":"provider","provider":"nobody"}"#,
            r#"{"scope":"all","method":"paypal"}"#,
            r#"{"scope":"webhooks","provider":"manual"}"#,
            &format!(r#"{{"scope":"webhooks",{biz}}}"#),
            &format!(r#"{{"scope":"method","method":"paypal",{biz}}}"#),
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
