//! What a member may do for a business.

/// What a member is in a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// May do everything.
    Owner,
    /// May move money.
    Finance,
    /// May connect programs.
    Developer,
    /// May look.
    Viewer,
}

/// What some members may do. Everything may be seen by all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// To pay, to top up, to see to withdrawals, and to change payout users.
    Money,
    /// To make keys and webhook endpoints, and to end them.
    Integration,
    /// To say who is a member, and how the business is set.
    Ownership,
}

impl Role {
    /// All of them, the most powerful first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Finance, Self::Developer, Self::Viewer];

    /// The name, as it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Finance => "finance",
            Self::Developer => "developer",
            Self::Viewer => "viewer",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Whether it may do what takes `right`.
    pub const fn has(self, right: Right) -> bool {
        match self {
            Self::Owner => true,
            Self::Finance => matches!(right, Right::Money),
            Self::Developer => matches!(right, Right::Integration),
            Self::Viewer => false,
        }
    }

    /// The role that is stored under `name`. What is not known may do nothing.
    pub(super) fn from_stored(name: &str) -> Self {
        Self::named(name).unwrap_or(Self::Viewer)
    }
}

impl Right {
    /// Who has it, as an answer says it.
    pub const fn held_by(self) -> &'static str {
        match self {
            Self::Money => "an owner, or a member for finance",
            Self::Integration => "an owner, or a developer",
            Self::Ownership => "an owner",
        }
    }
}
