//! The same input gives the same bytes, whatever the threads, the chunks, the
//! registers of the processor, the order of files on disk, the place and the day.

mod cli_support;

use std::collections::BTreeMap;
use std::path::Path;

use cli_support::{Sandbox, TEXT};
use nasaq::text::Kernel;

/// Documents of all sorts, some of them bad, in an order given by `step`.
fn fill(sandbox: &Sandbox, root: &str, step: usize) {
    let count = 40;
    for number in 0..count {
        let number = (number * step) % count;
        let folder = ["", "b/", "a/deep/"][number % 3];
        let name = format!("{root}/{folder}{number:02}.txt");
        match number % 10 {
            7 => sandbox.write(&name, b"\xC3"),
            8 => sandbox.write(&name, ""),
            _ => sandbox.write(&name, TEXT.repeat(number * 3)),
        };
    }
    let lines: String = (0..200)
        .map(|id| serde_json::json!({"id": format!("l{id}"), "text": TEXT}).to_string() + "\n")
        .collect();
    sandbox.write(&format!("{root}/lines.jsonl"), lines + "oops\n");
}

fn dataset(sandbox: &Sandbox, line: &str, output: &str) -> BTreeMap<String, Vec<u8>> {
    sandbox.run(line).expect(3, &[]);
    let files = sandbox.files(output);
    assert!(files.len() >= 12, "{:?}", files.keys());
    files
}

#[test]
fn threads_and_chunks_do_not_show() {
    let sandbox = Sandbox::new();
    fill(&sandbox, "input", 1);
    let first = dataset(&sandbox, "extract -j 1", "output");
    for options in [
        "-j 2",
        "-j 8",
        "-j 1 --chunk-size 1",
        "-j 2 --chunk-size 777",
        "-j 8 --chunk-size 4K",
    ] {
        let again = dataset(&sandbox, &format!("extract -o again {options}"), "again");
        assert!(again == first, "{options}");
    }
}

#[test]
fn the_registers_of_the_processor_do_not_show() {
    let sandbox = Sandbox::new();
    fill(&sandbox, "input", 1);
    let first = dataset(&sandbox, "extract --simd scalar", "output");
    for kernel in Kernel::all() {
        let level = format!("{:?}", kernel.level()).to_lowercase();
        let line = format!("extract -o again --simd {level}");
        assert!(dataset(&sandbox, &line, "again") == first, "{level}");
    }
}

#[test]
fn the_order_of_files_on_disk_and_their_place_do_not_show() {
    let (one, other) = (Sandbox::new(), Sandbox::new());
    fill(&one, "input", 1);
    fill(&other, "far/away/from/here", 13);
    let first = dataset(&one, "extract", "output");
    let absolute = other.path().join("far/away/from/here");
    let line = format!("extract {} -o out/put", absolute.display());
    let mut again = dataset(&other, &line, "out/put");
    // The receipt tells the path as it was given, and nothing else.
    let package = again.remove("datapackage.json").unwrap();
    let package = String::from_utf8(package).unwrap();
    let given = format!("\"path\": \"{}\"", absolute.display());
    assert_eq!(package.matches(&given).count(), 1);
    let unsigned = |package: &str| {
        let kept = package
            .lines()
            .filter(|line| !line.starts_with("    \"package\""));
        kept.collect::<Vec<_>>().join("\n")
    };
    let package = unsigned(&package.replace(&given, "\"path\": \"input\""));
    assert!(again.iter().all(|(name, bytes)| first[name] == *bytes));
    assert_eq!(package, unsigned(&one.read("output/datapackage.json")));
    let here = one.path().to_str().unwrap();
    for (name, bytes) in &first {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(here), "{name} names its place");
    }
}

#[test]
fn a_second_run_changes_nothing() {
    let sandbox = Sandbox::new();
    fill(&sandbox, "input", 1);
    let first = dataset(&sandbox, "", "output");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(dataset(&sandbox, "", "output") == first);
}

#[test]
fn documents_come_in_the_order_of_their_names() {
    let sandbox = Sandbox::new();
    for name in [
        "input/b.txt",
        "input/a/z.txt",
        "input/c.txt",
        "input/a/b/x.txt",
        "input/A.txt",
    ] {
        sandbox.write(name, TEXT);
    }
    sandbox.run("-q").expect(0, &[]);
    assert_eq!(
        ids(&sandbox),
        ["A.txt", "a/b/x.txt", "a/z.txt", "b.txt", "c.txt"]
    );
}

#[test]
fn only_the_ignore_files_of_the_input_count() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "*.txt\n");
    sandbox.write("input/.gitignore", "draft*\n");
    sandbox.write("input/draft.txt", TEXT);
    sandbox.write("input/.hidden.txt", TEXT);
    sandbox.write("input/kept.txt", TEXT);
    sandbox.write("input/other.md", TEXT);
    sandbox.run("-v").expect(0, &["1 file passed over"]);
    assert_eq!(ids(&sandbox), ["kept.txt"]);
}

#[test]
fn several_inputs_put_their_name_first() {
    let sandbox = Sandbox::new();
    sandbox.write("x/texts/a.txt", TEXT);
    sandbox.write("y/texts/a.txt", TEXT);
    sandbox.write("z/a.md", TEXT);
    sandbox.run("extract x/texts y/texts z/a.md").expect(0, &[]);
    assert_eq!(ids(&sandbox), ["texts/a.txt", "texts-2/a.txt", "a.md"]);
    sandbox.run("extract z/a.md").expect(0, &[]);
    assert_eq!(ids(&sandbox), ["a.md"]);
}

/// The first column of `documents`.
fn ids(sandbox: &Sandbox) -> Vec<String> {
    let path = Path::new("output").join("documents.csv");
    let table = sandbox.read(path.to_str().unwrap());
    table
        .lines()
        .skip(1)
        .map(|row| row.split(',').next().unwrap().to_owned())
        .collect()
}
