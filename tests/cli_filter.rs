//! The filter: a line out for every line in, in order, at once.

mod cli_support;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use cli_support::{Sandbox, TEXT};
use serde_json::{Value, json};

const FILTER: &str = "extract - --input-format jsonl -o -";

fn lines(text: &str) -> Vec<Value> {
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn line(id: &Value, text: &str) -> String {
    json!({"id": id, "text": text}).to_string() + "\n"
}

#[test]
fn every_line_is_answered_in_order_whatever_the_threads_and_chunks() {
    let sandbox = Sandbox::new();
    let input: String = (0..3000)
        .map(|id| line(&json!(id), &TEXT.repeat(id % 7)))
        .collect();
    let mut former = None;
    for options in [
        "-j 1",
        "-j 2 --chunk-size 1",
        "-j 8 --chunk-size 5K",
        "-j 2 --chunk-size 1G",
    ] {
        let ran = sandbox
            .feed(&format!("{FILTER} {options}"), input.as_bytes())
            .expect(0, &[]);
        let ids: Vec<Value> = lines(&ran.stdout)
            .iter()
            .map(|line| line["id"].clone())
            .collect();
        assert!(
            ids.iter()
                .enumerate()
                .all(|(place, id)| *id == json!(place)),
            "{options}"
        );
        assert_eq!(ids.len(), 3000);
        assert_eq!(
            former.get_or_insert_with(|| ran.stdout.clone()),
            &ran.stdout,
            "{options}"
        );
        assert_eq!(ran.stderr, "");
    }
}

#[test]
fn an_answer_has_exactly_the_keys_and_the_callers_id() {
    let sandbox = Sandbox::new();
    let input = line(&json!("a"), TEXT) + &line(&json!(7), "") + "{\"text\":\"\"}\n";
    let ran = sandbox.feed(FILTER, input.as_bytes()).expect(0, &[]);
    let found = lines(&ran.stdout);
    let keys: Vec<&String> = found[0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["id", "dates", "countries", "organizations", "timeline"]
    );
    assert_eq!(found[0]["id"], json!("a"));
    assert_eq!(found[0]["countries"][0]["country"], json!("FRA"));
    assert_eq!(found[1]["id"], json!(7), "a number stays a number");
    assert_eq!(
        found[2]["id"],
        json!("-:3"),
        "a document without id has its place"
    );
}

#[test]
fn a_bad_line_is_answered_in_its_place_and_the_stream_goes_on() {
    let sandbox = Sandbox::new();
    let mut input = Vec::new();
    for bad in [
        &b"[]"[..],
        b"",
        b"nonsense",
        b"{\"id\":5}",
        b"{\"id\":\"x\",\"text\":\"\xFF\"}",
    ] {
        input.extend_from_slice(bad);
        input.push(b'\n');
        input.extend_from_slice(line(&json!("good"), TEXT).as_bytes());
    }
    let ran = sandbox.feed(FILTER, &input).expect(0, &[]);
    let found = lines(&ran.stdout);
    assert_eq!(found.len(), 10);
    for pair in found.chunks(2) {
        let keys: Vec<&String> = pair[0].as_object().unwrap().keys().collect();
        assert_eq!(keys, ["id", "error"]);
        assert_eq!(pair[1]["id"], json!("good"));
    }
    assert_eq!(
        found[6]["id"],
        json!(5),
        "the id is kept if it could be read"
    );
    let message = found[8]["error"].as_str().unwrap();
    assert!(
        message.contains("-:9") && message.contains("0xFF"),
        "{message}"
    );
}

#[test]
fn a_last_line_without_a_line_feed_counts() {
    let sandbox = Sandbox::new();
    let ran = sandbox
        .feed(FILTER, br#"{"id":1,"text":""}"#)
        .expect(0, &[]);
    assert_eq!(lines(&ran.stdout).len(), 1);
    let ran = sandbox
        .feed(FILTER, b"{\"id\":1,\"text\":\"\"}\n{\"id\":2,\"te")
        .expect(0, &[]);
    assert!(lines(&ran.stdout)[1]["error"].is_string());
    assert_eq!(sandbox.feed(FILTER, b"").expect(0, &[]).stdout, "");
}

#[test]
fn a_line_is_answered_before_the_next_one_comes() {
    let sandbox = Sandbox::new();
    let mut child = sandbox
        .nasaq(FILTER.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin: ChildStdin = child.stdin.take().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let (sender, answers) = mpsc::channel();
    std::thread::spawn(move || {
        for answer in stdout.lines() {
            sender.send(answer.unwrap()).unwrap();
        }
    });
    for id in 0..3 {
        // A second line that is only begun must not hold up the first.
        stdin
            .write_all(format!("{}{{\"id\"", line(&json!(id), TEXT)).as_bytes())
            .unwrap();
        stdin.flush().unwrap();
        let answer = answers
            .recv_timeout(Duration::from_secs(20))
            .expect("an answer in time");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["id"], json!(id));
        stdin.write_all(b":0,\"text\":\"\"}\n").unwrap();
        stdin.flush().unwrap();
        answers
            .recv_timeout(Duration::from_secs(20))
            .expect("an answer in time");
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sandbox = Sandbox::new();
    let input: String = (0..20_000).map(|id| line(&json!(id), TEXT)).collect();
    let mut child = sandbox
        .nasaq(FILTER.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeding = std::thread::spawn(move || {
        let _ = stdin.write_all(input.as_bytes());
    });
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 100]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn files_can_be_streamed_too() {
    let sandbox = Sandbox::new();
    sandbox.write("input/a.txt", TEXT);
    sandbox.write("input/b.txt", b"\xFF");
    let ran = sandbox.run("extract -o -").expect(3, &[]);
    let found = lines(&ran.stdout);
    assert_eq!(found[0]["id"], json!("a.txt"));
    assert_eq!(found[1]["id"], json!("b.txt"));
    assert!(found[1]["error"].is_string());
    assert!(!sandbox.path().join("output").exists());
}

#[test]
fn text_on_standard_input_is_one_document() {
    let sandbox = Sandbox::new();
    let ran = sandbox
        .feed("extract - -o -", TEXT.as_bytes())
        .expect(0, &[]);
    assert_eq!(lines(&ran.stdout)[0]["id"], json!("-"));
}

#[test]
fn the_gazetteer_can_be_left_out() {
    let sandbox = Sandbox::new();
    let input = line(&json!(1), "انضمت اليونان إلى الناتو عام 1952.");
    let answer = |options: &str| {
        let ran = sandbox.feed(&format!("{FILTER} {options}"), input.as_bytes());
        lines(&ran.expect(0, &[]).stdout).remove(0)
    };
    let (with, without) = (answer(""), answer("--without-gazetteer"));
    assert_eq!(with["organizations"][0]["org"], json!("nato"));
    assert_eq!(without["organizations"], json!([]));
    assert_eq!(with["dates"], without["dates"]);
    assert_eq!(with["countries"], without["countries"]);
}

#[test]
fn a_dataset_tells_that_the_gazetteer_was_left_out() {
    let sandbox = Sandbox::new();
    sandbox.write("in/a.txt", TEXT);
    sandbox.run("extract in -o with").expect(0, &[]);
    sandbox
        .run("extract in -o without --without-gazetteer")
        .expect(0, &[]);
    assert!(!sandbox.read("with/datapackage.json").contains("gazetteer"));
    let package: Value = serde_json::from_str(&sandbox.read("without/datapackage.json")).unwrap();
    assert!(package.to_string().contains("\"without_gazetteer\":true"));
    sandbox.run("verify without in").expect(0, &[]);
}
