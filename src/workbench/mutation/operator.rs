//! The kinds of change.

use std::fmt;

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// The rule is taken out of the pack.
    DeleteRule,
    /// A guard is taken away.
    DropGuard,
    /// One of several alternatives is taken away.
    RemoveAlternative,
    /// A member of a set is taken away.
    RemoveMember,
    /// An exclusion of a set is taken away: `[A -B]` becomes `[A]`.
    DropExclusion,
    /// A class becomes a broader one, a word or a mark any.
    WidenClass,
    /// What may be absent must be there.
    MakeMandatory,
    /// What may be absent must be absent.
    DropOptional,
    /// A repeat may be gone once less, or only once.
    ShortenRepeat,
    /// A proclitic is admitted no more.
    DropClitic,
    /// Every proclitic is admitted.
    WidenClitic,
    /// A capture is one no more.
    DropCapture,
    /// Two captures change places.
    SwapCaptures,
    /// A condition is taken away.
    DropCondition,
    /// A condition is turned into its contrary.
    NegateCondition,
    /// A condition holds, or does not hold, where both sides are equal.
    ShiftCondition,
    /// A condition on the spelling is taken away.
    DropSpelling,
    /// A flag is taken away: `tight`, `line`, `alias`.
    DropFlag,
    /// The value is another.
    ShiftValue,
    /// The second telling of the date is taken away.
    DropAlso,
    /// A word of the row is another, or taken away: `kind`, `category`, `certainty`.
    ChangeWord,
    /// The priority is 0.
    DropPriority,
}

impl Operator {
    /// All, in the order in which they are reported.
    pub const ALL: [Self; 22] = [
        Self::DeleteRule,
        Self::DropGuard,
        Self::RemoveAlternative,
        Self::RemoveMember,
        Self::DropExclusion,
        Self::WidenClass,
        Self::MakeMandatory,
        Self::DropOptional,
        Self::ShortenRepeat,
        Self::DropClitic,
        Self::WidenClitic,
        Self::DropCapture,
        Self::SwapCaptures,
        Self::DropCondition,
        Self::NegateCondition,
        Self::ShiftCondition,
        Self::DropSpelling,
        Self::DropFlag,
        Self::ShiftValue,
        Self::DropAlso,
        Self::ChangeWord,
        Self::DropPriority,
    ];

    /// The word for it in ids and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DeleteRule => "delete-rule",
            Self::DropGuard => "drop-guard",
            Self::RemoveAlternative => "remove-alternative",
            Self::RemoveMember => "remove-member",
            Self::DropExclusion => "drop-exclusion",
            Self::WidenClass => "widen-class",
            Self::MakeMandatory => "make-mandatory",
            Self::DropOptional => "drop-optional",
            Self::ShortenRepeat => "shorten-repeat",
            Self::DropClitic => "drop-clitic",
            Self::WidenClitic => "widen-clitic",
            Self::DropCapture => "drop-capture",
            Self::SwapCaptures => "swap-captures",
            Self::DropCondition => "drop-condition",
            Self::NegateCondition => "negate-condition",
            Self::ShiftCondition => "shift-condition",
            Self::DropSpelling => "drop-spelling",
            Self::DropFlag => "drop-flag",
            Self::ShiftValue => "shift-value",
            Self::DropAlso => "drop-also",
            Self::ChangeWord => "change-word",
            Self::DropPriority => "drop-priority",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
