//! `nasaq man`: the manual, in roff.

use clap::{Args, CommandFactory};

use super::{Cli, Outcome, stdout};

/// Print the manual page (try `nasaq man | man -l -`)
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command whose page is wanted; without it, the page of nasaq itself
    command: Option<String>,
}

pub(super) fn run(args: &ManArgs) -> anyhow::Result<Outcome> {
    let mut root = Cli::command();
    // Global options reach the commands only once the tree is built.
    root.build();
    let wanted = match &args.command {
        None => root,
        Some(name) => root
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| anyhow::anyhow!("there is no command `{name}`"))?,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(wanted).render(&mut page)?;
    stdout::print(&String::from_utf8(page)?)?;
    Ok(Outcome::Done)
}
