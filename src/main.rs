//! The `nasaq` command: parse arguments, call [`cli`], map the exit code.
//!
//! Nothing else happens here. What the command can do lies in the library;
//! how a person asks for it lies in `cli`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main(std::env::args_os())
}
