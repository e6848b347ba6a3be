//! Roles: what a member may do for a business.

/// The role of a member in a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// May do everything.
    Owner,
    /// May move money.
    Finance,
    /// May connect programs.
    Developer,
    /// May only look.
    Viewer,
}

/// A right that only some roles have. All roles may see everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// To pay, top up, handle withdrawals, and change payout users.
    Money,
    /// To create and end API keys and webhook endpoints.
    Integration,
    /// To change the members and the settings of the business.
    Ownership,
}

impl Role {
    /// All roles, the most powerful first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Finance, Self::Developer, Self::Viewer];

    /// Returns the name that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Finance => "finance",
            Self::Developer => "developer",
            Self::Viewer => "viewer",
        }
    }

    /// Returns the role with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Returns whether the role has `right`.
    pub const fn allows(self, right: Permission) -> bool {
        match self {
            Self::Owner => true,
            Self::Finance => matches!(right, Permission::Money),
            Self::Developer => matches!(right, Permission::Integration),
            Self::Viewer => false,
        }
    }

    /// Returns the role that is stored under `name`. An unknown name gets the role with the fewest rights.
    pub(super) fn from_stored(name: &str) -> Self {
        Self::named(name).unwrap_or(Self::Viewer)
    }
}

impl Permission {
    /// Returns who has the right, as an error message says it.
    pub const fn held_by(self) -> &'static str {
        match self {
            Self::Money => "an owner, or a member for finance",
            Self::Integration => "an owner, or a developer",
            Self::Ownership => "an owner",
        }
    }
}
