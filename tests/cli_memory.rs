//! Memory is bounded whatever comes in, and however slowly the output is read.
#![cfg(target_os = "linux")]

mod cli_support;

use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use cli_support::{Sandbox, TEXT};

/// MB that the command may take at most: it takes about half of that.
const MOST: u64 = 128;

/// Runs the filter on what `feed` writes; gives its process and how much was fed.
fn filter(
    sandbox: &Sandbox,
    feed: impl FnOnce(&mut dyn FnMut(&[u8])) + Send + 'static,
) -> (Child, Arc<AtomicU64>) {
    let line = "extract - --input-format jsonl -o - -j 2";
    let mut child = sandbox
        .nasaq(line.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let fed = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&fed);
    thread::spawn(move || {
        feed(&mut |bytes| {
            stdin.write_all(bytes).unwrap();
            counter.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        });
    });
    (child, fed)
}

/// MB that a process has taken at most so far.
fn peak(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

/// Reads the output to its end; gives its lines, its length and the most memory.
fn drain(mut child: Child) -> (usize, u64, u64) {
    let mut stdout = child.stdout.take().unwrap();
    let mut block = vec![0; 1 << 20];
    let (mut lines, mut length, mut most) = (0, 0, 0);
    loop {
        let count = stdout.read(&mut block).unwrap();
        if count == 0 {
            break;
        }
        lines += block[..count].iter().filter(|&&byte| byte == b'\n').count();
        length += count as u64;
        most = most.max(peak(&child).unwrap_or(0));
    }
    assert!(child.wait().unwrap().success());
    (lines, length, most)
}

#[test]
fn a_slow_reader_makes_the_reader_of_the_input_wait() {
    const LINES: u64 = 30_000;
    let sandbox = Sandbox::new();
    let line = serde_json::json!({"id": 1, "text": TEXT.repeat(5)}).to_string() + "\n";
    let all = LINES * line.len() as u64;
    let (child, fed) = filter(&sandbox, move |take| {
        (0..LINES).for_each(|_| take(line.as_bytes()));
    });
    // Nobody reads yet: it comes to rest.
    let mut before = 0;
    loop {
        thread::sleep(Duration::from_secs(1));
        let now = fed.load(Ordering::Relaxed);
        if now == before && now > 0 {
            break;
        }
        before = now;
    }
    assert!(before < 8 << 20, "{before} of {all} bytes were read ahead");
    let resting = peak(&child).unwrap();
    assert!(resting < MOST, "{resting} MB");
    let (lines, _, most) = drain(child);
    assert_eq!(lines as u64, LINES);
    assert!(most < MOST, "{most} MB");
}

#[test]
fn a_line_of_any_length_goes_through() {
    let sandbox = Sandbox::new();
    let text = TEXT.trim_end().to_owned() + " ";
    let (child, _) = filter(&sandbox, move |take| {
        take(b"{\"id\":\"long\",\"text\":\"");
        let block = text.repeat(1000);
        (0..200).for_each(|_| take(block.as_bytes()));
        take(b"\"}\n{\"id\":\"short\",\"text\":\"\"}\n");
    });
    let (lines, length, most) = drain(child);
    assert_eq!(lines, 2);
    assert!(length > 50 << 20, "{length}");
    assert!(most < MOST, "{most} MB");
}
