//! The progress bar: on a terminal, and only once a run has proved long.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nasaq::pipeline::Progress;

/// Runs shorter than this need no bar.
const PATIENCE: Duration = Duration::from_millis(700);

/// Shows how far a run is.
pub(super) struct Bar {
    bar: ProgressBar,
    started: Instant,
    documents: u64,
    hidden: bool,
}

impl Bar {
    /// A bar over `total` bytes, if they are known. It shows nothing if `quiet`,
    /// or if standard error is no terminal.
    pub(super) fn new(total: Option<u64>, quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let template = if total.is_some() {
            "{bar:30} {bytes}/{total_bytes}  {binary_bytes_per_sec}  {msg}  {eta} left"
        } else {
            "{spinner} {bytes}  {binary_bytes_per_sec}  {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let never = quiet || !io::stderr().is_terminal();
        Self {
            bar,
            started: Instant::now(),
            documents: 0,
            hidden: !never,
        }
    }

    /// Takes the bar off the screen.
    pub(super) fn finish(self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn advance(&mut self, documents: u64, bytes: u64) {
        self.documents += documents;
        if self.hidden && self.started.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.hidden = false;
        }
        self.bar.inc(bytes);
        self.bar
            .set_message(format!("{} documents", self.documents));
    }
}
