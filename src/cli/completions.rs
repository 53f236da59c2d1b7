//! `nasaq completions SHELL`: a script that completes commands and options.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Outcome, stdout};

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "nasaq", &mut script);
    stdout::print(&String::from_utf8(script)?)?;
    Ok(Outcome::Done)
}
