//! Bad input, one of each kind: a message that names the place, and an exit
//! code as documented.
#![allow(clippy::print_stderr)]

mod cli_support;

use std::fs;

use cli_support::{Sandbox, TEXT};

/// Runs over one bad file beside a good one; gives the lines of `rejects.jsonl`.
#[track_caller]
fn set_aside(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("input/good.txt", TEXT);
    sandbox.write(&format!("input/{name}"), bytes);
    sandbox.run("").expect(3, &[name, "set aside"]);
    let documents = sandbox.read("output/documents.csv");
    assert!(
        documents.contains("\ngood.txt,"),
        "the others go on: {documents}"
    );
    let rejects = sandbox.read("output/rejects.jsonl");
    assert!(rejects.contains(name), "{rejects}");
    rejects
}

#[track_caller]
fn has(text: &str, wanted: &[&str]) {
    for words in wanted {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
}

#[test]
fn an_empty_file_is_a_document_without_text() {
    let sandbox = Sandbox::new();
    sandbox.write("input/empty.txt", "");
    sandbox.write("input/mark.txt", "\u{FEFF}");
    sandbox.run("").expect(0, &["documents"]);
    has(
        &sandbox.read("output/documents.csv"),
        &["\nempty.txt,", "\nmark.txt,"],
    );
    assert_eq!(sandbox.read("output/rejects.jsonl"), "");
}

#[test]
fn a_directory_named_like_a_text_is_walked() {
    let sandbox = Sandbox::new();
    sandbox.write("input/folder.txt/inner.txt", TEXT);
    sandbox.run("").expect(0, &[]);
    has(
        &sandbox.read("output/documents.csv"),
        &["\nfolder.txt/inner.txt,"],
    );
}

#[test]
fn a_binary_file() {
    let rejects = set_aside("tool.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\x03\0");
    has(&rejects, &["binary data", "\"byte_offset\":7"]);
}

#[test]
fn utf16_and_utf32_that_are_none() {
    has(
        &set_aside("a.txt", b"\xFF\xFEa\0\x00\xD8b\0"),
        &["malformed utf-16le", "\"byte_offset\":4"],
    );
    has(
        &set_aside("a.txt", b"\xFF\xFE\0\0a\0\0\0"),
        &["UTF-32 (little-endian)"],
    );
    has(
        &set_aside("a.jsonl", b"\xFF\xFE{\0\x00\xD8}\0"),
        &["malformed utf-16le at byte 4"],
    );
}

#[test]
fn truncated_utf8() {
    let whole = "سلام".as_bytes();
    has(
        &set_aside("cut.txt", &whole[..7]),
        &["truncated UTF-8", "\"byte_offset\":6"],
    );
}

#[test]
fn malformed_utf8_behind_a_mark_is_counted_from_the_start_of_the_file() {
    has(
        &set_aside("odd.txt", b"\xEF\xBB\xBFabc\xFFdef"),
        &["malformed UTF-8", "0xFF", "\"byte_offset\":6"],
    );
}

#[test]
fn lines_that_are_no_documents() {
    let lines = "{\"id\":\"a\",\"text\":\"\"}\n[1]\n\n{\"id\":\"b\"}\n{\"text\":\"x\"\n{\"id\":\"c\",\"text\":\"\",\"date\":\"soon\"}\n";
    let rejects = set_aside("notes.jsonl", lines);
    let found: Vec<&str> = rejects.lines().collect();
    assert_eq!(found.len(), 4, "{rejects}");
    has(
        found[0],
        &[
            "notes.jsonl:2",
            "\"byte_offset\":21",
            "expected a JSON object, found an array",
        ],
    );
    has(found[1], &["\"b\"", "notes.jsonl:4", "no `text`"]);
    has(found[2], &["notes.jsonl:5", "not valid JSON"]);
    has(found[3], &["\"c\"", "notes.jsonl:6", "YYYY-MM-DD"]);
}

#[test]
fn a_malformed_byte_in_a_line_is_placed_in_the_file() {
    let mut bytes = b"{\"text\":\"a\"}\n{\"text\":\"".to_vec();
    let place = bytes.len();
    bytes.extend_from_slice(b"\xFE\"}\n");
    has(
        &set_aside("a.jsonl", bytes),
        &["a.jsonl:2", &format!("\"byte_offset\":{place}")],
    );
}

#[test]
fn a_long_line_is_a_document_like_any_other() {
    let sandbox = Sandbox::new();
    let long = format!(
        "{{\"id\":\"long\",\"text\":\"{}\"}}\n",
        "كلمة ".repeat(1_000_000)
    );
    sandbox.write(
        "input/a.jsonl",
        format!("{long}{{\"id\":\"next\",\"text\":\"\"}}\n"),
    );
    sandbox.run("-q").expect(0, &[]);
    has(
        &sandbox.read("output/documents.csv"),
        &["\nlong,", "\nnext,"],
    );
}

#[cfg(unix)]
#[test]
fn a_file_without_read_permission() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    sandbox.write("input/good.txt", TEXT);
    let closed = sandbox.write("input/closed.txt", TEXT);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&closed).is_ok() {
        eprintln!("SKIPPED: this user may read everything (root?)");
        return;
    }
    sandbox
        .run("")
        .expect(3, &["closed.txt: cannot be read", "ermission denied"]);
    has(&sandbox.read("output/rejects.jsonl"), &["closed.txt"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_set_aside_and_a_loop_is_not_followed() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::new();
    sandbox.write("input/folder/good.txt", TEXT);
    symlink("nowhere", sandbox.path().join("input/broken.txt")).unwrap();
    symlink("..", sandbox.path().join("input/folder/loop")).unwrap();
    let input = sandbox.path().join("input");
    sandbox
        .run(&format!("extract {}", input.display()))
        .expect(3, &["broken.txt: cannot be read: No such file"]);
    let rejects = sandbox.read("output/rejects.jsonl");
    assert_eq!(rejects.lines().count(), 1, "{rejects}");
    let here = sandbox.path().to_str().unwrap();
    assert!(!rejects.contains(here), "no absolute path: {rejects}");
}

#[test]
fn inputs_that_are_not_there() {
    let sandbox = Sandbox::new();
    sandbox.run("").expect(2, &["input `input` does not exist"]);
    sandbox
        .run("extract nowhere.txt")
        .expect(2, &["input `nowhere.txt` does not exist"]);
    assert!(!sandbox.path().join("output").exists());
}

#[test]
fn nothing_to_read_is_an_error_that_leaves_the_output_alone() {
    let sandbox = Sandbox::new();
    sandbox.write("input/good.txt", TEXT);
    sandbox.run("").expect(0, &[]);
    let former = sandbox.files("output");
    sandbox.write("other/notes.md", TEXT);
    sandbox
        .run("extract other")
        .expect(2, &["no documents found", "1 file has no extension"]);
    assert_eq!(sandbox.files("output"), former);
}

#[test]
fn an_output_that_is_the_input_or_inside_of_it() {
    let sandbox = Sandbox::new();
    sandbox.write("input/good.txt", TEXT);
    sandbox
        .run("extract input -o input")
        .expect(2, &["`input` is also the input"]);
    sandbox
        .run("extract . -o input/out --format csv,jsonl")
        .expect(0, &[]);
    let first = sandbox.files("input/out");
    sandbox
        .run("extract . -o input/out --format csv,jsonl")
        .expect(0, &[]);
    assert_eq!(sandbox.files("input/out"), first, "its own output was read");
}

#[test]
fn an_output_that_cannot_be_written() {
    let sandbox = Sandbox::new();
    sandbox.write("input/good.txt", TEXT);
    sandbox.write("taken", "a file");
    sandbox.run("extract -o taken").expect(2, &["taken"]);
    sandbox
        .run("extract -o taken/below")
        .expect(2, &["taken/below"]);
    assert_eq!(sandbox.read("taken"), "a file");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_the_stream() {
    let sandbox = Sandbox::new();
    sandbox.write("input/good.txt", TEXT);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = sandbox
        .nasaq(["extract", "-o", "-"])
        .stdout(full)
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    has(&stderr, &["standard output", "No space left"]);
}

#[test]
fn rules_that_are_not_there() {
    let sandbox = Sandbox::new();
    sandbox.write("input/good.txt", TEXT);
    sandbox
        .run("extract --rules nowhere")
        .expect(2, &["nowhere"]);
}

#[test]
fn a_wrong_option() {
    let sandbox = Sandbox::new();
    sandbox
        .run("extract --format xml")
        .expect(2, &["csv, json, jsonl"]);
    sandbox
        .run("extract --chunk-size 0")
        .expect(2, &["number of bytes"]);
    sandbox.run("extract --threads 0").expect(2, &["--threads"]);
    sandbox
        .run("extract --reference-date yesterday")
        .expect(2, &["--reference-date"]);
    sandbox
        .run("extract -q -v")
        .expect(2, &["cannot be used with"]);
    sandbox.run("extract - -").expect(2, &["only once"]);
}

#[test]
fn a_dataset_that_cannot_be_put_in_place_leaves_the_former_one() {
    let sandbox = Sandbox::new();
    sandbox.write("input/good.txt", TEXT);
    sandbox.run("").expect(0, &[]);
    sandbox.write("output/dates.jsonl/in-the-way", "");
    let former = sandbox.files("output");
    sandbox.write("input/more.txt", TEXT);
    sandbox
        .run("extract --format jsonl")
        .expect(2, &["output/dates.jsonl"]);
    assert_eq!(sandbox.files("output"), former);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_a_dataset_leaves_the_former_one() {
    let sandbox = Sandbox::new();
    sandbox.write("input/good.txt", TEXT);
    sandbox.run("").expect(0, &[]);
    let former = sandbox.files("output");
    sandbox.write("input/more.txt", TEXT.repeat(5000));
    // A limit on the size of files stands for the full disk.
    let script = "trap '' XFSZ; ulimit -f 64; exec \"$0\" extract";
    let output = std::process::Command::new("bash")
        .args(["-c", script, env!("CARGO_BIN_EXE_nasaq")])
        .current_dir(sandbox.path())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    has(&stderr, &["output/", "File too large"]);
    assert_eq!(sandbox.files("output"), former);
}
