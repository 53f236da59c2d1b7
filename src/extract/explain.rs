//! Explanation.
use chrono::NaiveDate;

use crate::rules::RulePack;

/// Explains.
pub fn explain(_pack: &RulePack, _text: &str, _date: Option<NaiveDate>) -> String {
    String::new()
}
