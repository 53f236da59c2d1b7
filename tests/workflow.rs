//! The workflow that rule authors copy: each of its `nasaq` commands is one that
//! nasaq knows and can run on a pack.

mod cli_support;

use std::fs;
use std::path::Path;

use cli_support::Sandbox;

/// The commands of the workflow, without redirections and what a shell does
/// with the exit code.
fn commands(workflow: &str) -> Vec<Vec<String>> {
    let lines = workflow.lines().map(str::trim);
    lines
        .filter_map(|line| line.strip_prefix("run: ").or(Some(line)))
        .filter(|line| line.starts_with("nasaq "))
        .map(|line| {
            let command = line.split(" >> ").next().unwrap_or(line);
            let command = command.split(" || ").next().unwrap_or(command);
            command.split(' ').skip(1).map(str::to_owned).collect()
        })
        .collect()
}

/// A rule that finds years, and nothing else: what the commands say of it is not
/// the question.
const RULE: &str = r#"
[[rule]]
id = "date.year"
type = "date"
pattern = 'عام <year:YEAR4>'
value = "{year}"
about = "A year."
examples = [{ text = "تأسس النادي عام 1952", mention = "عام 1952", value = "1952" }]
counterexamples = ["تأسس النادي العام 1952"]
"#;

#[test]
fn the_workflow_to_copy_runs() {
    let sandbox = Sandbox::new();
    for pack in ["pack", "base"] {
        sandbox.write(&format!("{pack}/rules/dates.toml"), RULE);
    }
    sandbox.write("pack/input/a.txt", "تأسس النادي عام 1952.\n");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/workbench/github-actions.yml");
    let commands = commands(&fs::read_to_string(file).unwrap());
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        let pack = sandbox.path().join("pack");
        let output = sandbox.nasaq(&command).current_dir(pack).output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "nasaq {}: {}",
            command.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
