//! The tutorial cannot go stale: its commands are run, and what they print must
//! be what it shows.
//!
//! `docs/TUTORIAL.md` is read from top to bottom, in a folder of its own with a
//! copy of the pack. A block ```` ```toml file=NAME ```` writes a file, a block
//! ```` ```console ```` runs what stands behind `$` and compares what is printed;
//! a last line `? 1` is the exit code, where it is not 0. To accept new output,
//! read it and run
//! `UPDATE_EXPECT=1 cargo test --test tutorial`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A stretch of the tutorial.
enum Block {
    /// What people read, fences included.
    Prose(String),
    /// A file to write: its fence, its name, its content.
    File(String, String, String),
    /// Commands, each with the output that is shown.
    Console(Vec<(String, String)>),
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("```") {
            blocks.push(Block::Prose(format!("{line}\n")));
            continue;
        }
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let content: String = body.iter().map(|line| format!("{line}\n")).collect();
        if line == "```console" {
            blocks.push(Block::Console(commands(&body)));
        } else if let Some((_, name)) = line.split_once(" file=") {
            blocks.push(Block::File(line.to_owned(), name.to_owned(), content));
        } else {
            blocks.push(Block::Prose(format!("{line}\n{content}```\n")));
        }
    }
    blocks
}

fn commands(body: &[&str]) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in body {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), String::new())),
            (None, Some((_, output))) => {
                let _ = writeln!(output, "{line}");
            }
            (None, None) => panic!("a console block begins with output: {line}"),
        }
    }
    commands
}

/// A folder with the pack, under version control, as a rule author has it.
fn checkout() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for part in ["rules", "lexicon", "cases"] {
        copy(&root().join(part), &folder.path().join(part));
    }
    for command in [
        "git init -q -b main",
        "git add -A",
        "git commit -q -m 'The pack as it is'",
    ] {
        let (output, code) = run(command, folder.path());
        assert_eq!(code, 0, "{command}: {output}");
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Runs a command line; returns what it printed and its exit code.
fn run(command: &str, folder: &Path) -> (String, i32) {
    let program = Path::new(env!("CARGO_BIN_EXE_nasaq")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(program.to_path_buf()).chain(std::env::split_paths(&path));
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("{command} 2>&1"))
        .current_dir(folder)
        .env("PATH", std::env::join_paths(paths).unwrap())
        .env("LC_ALL", "C.UTF-8")
        .envs([
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_SYSTEM", "/dev/null"),
            ("GIT_AUTHOR_NAME", "author"),
            ("GIT_AUTHOR_EMAIL", "author@example.org"),
            ("GIT_COMMITTER_NAME", "author"),
            ("GIT_COMMITTER_EMAIL", "author@example.org"),
        ])
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    (without_times(&shown), output.status.code().unwrap_or(-1))
}

/// What a clock says is no part of what is shown.
fn without_times(shown: &str) -> String {
    let time = regex::Regex::new(r"\b\d+(\.\d+)? ?m?s\b").unwrap();
    time.replace_all(shown, "0.1 s").into_owned()
}

#[test]
fn the_tutorial_shows_what_its_commands_print() {
    let file = root().join("docs/TUTORIAL.md");
    let text = fs::read_to_string(&file).unwrap();
    let folder = checkout();
    let mut real = String::new();
    let mut count = 0;
    for block in blocks(&text) {
        match block {
            Block::Prose(lines) => real.push_str(&lines),
            Block::File(fence, name, content) => {
                let _ = write!(real, "{fence}\n{content}```\n");
                fs::write(folder.path().join(name), content).unwrap();
            }
            Block::Console(commands) => {
                real.push_str("```console\n");
                for (command, _) in commands {
                    count += 1;
                    let (mut output, code) = run(&command, folder.path());
                    if !output.is_empty() && !output.ends_with('\n') {
                        output.push('\n');
                    }
                    let _ = write!(real, "$ {command}\n{output}");
                    if code != 0 {
                        let _ = writeln!(real, "? {code}");
                    }
                }
                real.push_str("```\n");
            }
        }
    }
    assert!(count > 5, "{count} commands were found in the tutorial");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, &real).unwrap();
        return;
    }
    for (number, (shown, printed)) in text.lines().zip(real.lines()).enumerate() {
        let line = number + 1;
        assert_eq!(
            shown, printed,
            "docs/TUTORIAL.md:{line} shows the first, the command prints the second"
        );
    }
    assert_eq!(
        text.lines().count(),
        real.lines().count(),
        "the output has another length"
    );
}
