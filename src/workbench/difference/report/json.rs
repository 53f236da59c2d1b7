//! For machines, and for the reviewer: the file that `nasaq accept` reads.

use serde_json::{Map, Value, json as object};

use crate::workbench::difference::review::SHAPE;
use crate::workbench::difference::{Comparison, RuleCounts};

/// The comparison as JSON, with a line end. Every change kept is in it, with
/// `verdict` null.
pub fn json(comparison: &Comparison) -> String {
    let types: Map<String, Value> = comparison
        .types()
        .map(|(kind, totals)| (kind.to_string(), object!(totals)))
        .collect();
    let rule = |(old, new, rule): (&str, &str, &RuleCounts)| object!({ "old": old, "new": new, "changes": rule.counts });
    let rules: Vec<Value> = comparison.rules().into_iter().map(rule).collect();
    let changes = comparison.changes();
    let report = object!({
        "nasaq": { "report": "diff", "shape": SHAPE, "version": env!("CARGO_PKG_VERSION") },
        "old": comparison.old,
        "new": comparison.new,
        "summary": {
            "documents": comparison.documents,
            "changed_documents": comparison.changed,
            "changes": comparison.total(),
            "listed": changes.len(),
            "types": types,
            "rules": rules,
            "only_old": comparison.only_old,
            "only_new": comparison.only_new,
            "other_text": comparison.other_text,
            "set_aside": comparison.set_aside,
            "context": comparison.context,
        },
        "changes": changes,
    });
    format!("{report:#}\n")
}
