//! Findings that stand at a place of a file, in the forms that code hosts show
//! beside the line: GitHub workflow commands and SARIF.
//!
//! What is found is told by whoever found it; nothing here knows tests or rules.

use std::fmt::Write as _;

use serde_sarif::sarif::{
    ArtifactLocation, Location, Message, PhysicalLocation, Region, ReportingDescriptor,
    Result as SarifResult, ResultLevel, Run, Sarif, Tool, ToolComponent,
};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something is wrong.
    Error,
    /// Something is probably wrong.
    Warning,
    /// Something is worth knowing.
    Notice,
}

impl Severity {
    /// The word for it in workflow commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }

    fn level(self) -> ResultLevel {
        match self {
            Self::Error => ResultLevel::Error,
            Self::Warning => ResultLevel::Warning,
            Self::Notice => ResultLevel::Note,
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// How bad.
    pub severity: Severity,
    /// Stable name of the kind of finding: `test`, `variant/tatweel`, `R011`.
    pub code: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What is wrong; lines end with `\n`.
    pub message: String,
    /// Path of the file, with `/`.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Workflow commands of GitHub Actions, one a line.
pub fn github(annotations: &[Annotation]) -> String {
    let mut text = String::new();
    for finding in annotations {
        let _ = writeln!(
            text,
            "::{} file={},line={},col={},title={}::{}",
            finding.severity.as_str(),
            property(&finding.file),
            finding.line,
            finding.column,
            property(&finding.title),
            data(&finding.message),
        );
    }
    text
}

/// The message of a workflow command: what would end it is escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a workflow command, which `:` and `,` would end as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A SARIF 2.1.0 log of one run. `codes` tells what each code means; all codes
/// of the annotations should be in it.
pub fn sarif(annotations: &[Annotation], codes: &[(String, String)]) -> Sarif {
    let rules = codes
        .iter()
        .map(|(code, about)| {
            ReportingDescriptor::builder()
                .id(code.clone())
                .short_description(
                    serde_sarif::sarif::MultiformatMessageString::builder()
                        .text(about.clone())
                        .build(),
                )
                .build()
        })
        .collect::<Vec<_>>();
    let driver = ToolComponent::builder()
        .name("nasaq")
        .version(env!("CARGO_PKG_VERSION"))
        .rules(rules)
        .build();
    let results = annotations.iter().map(result).collect::<Vec<_>>();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        // Columns count characters, not UTF-16 units.
        .column_kind(serde_json::json!("unicodeCodePoints"))
        .results(results)
        .build();
    Sarif::builder()
        .version(serde_json::json!("2.1.0"))
        .schema("https://json.schemastore.org/sarif-2.1.0.json")
        .runs(vec![run])
        .build()
}

fn result(finding: &Annotation) -> SarifResult {
    let region = Region::builder()
        .start_line(finding.line.max(1) as i64)
        .start_column(finding.column.max(1) as i64)
        .build();
    let place = PhysicalLocation::builder()
        .artifact_location(
            ArtifactLocation::builder()
                .uri(finding.file.clone())
                .build(),
        )
        .region(region)
        .build();
    SarifResult::builder()
        .rule_id(finding.code.clone())
        .level(finding.severity.level())
        .message(
            Message::builder()
                .text(format!("{}\n{}", finding.title, finding.message))
                .build(),
        )
        .locations(vec![Location::builder().physical_location(place).build()])
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workflow_commands_are_escaped() {
        let finding = Annotation {
            severity: Severity::Error,
            code: "test".into(),
            title: "date.year::example-1, 100%".into(),
            message: "expected 5%\nfound, a: b".into(),
            file: "rules/a,b.toml".into(),
            line: 3,
            column: 7,
        };
        assert_eq!(
            github(&[finding]),
            "::error file=rules/a%2Cb.toml,line=3,col=7,title=date.year%3A%3Aexample-1%2C \
             100%25::expected 5%25%0Afound, a: b\n"
        );
    }
}
