//! `nasaq report`: a page of inputs or of a dataset. What the page does in a
//! browser is tried in tests/browser.

mod cli_support;

use cli_support::{Sandbox, TEXT};

#[test]
fn a_report_of_inputs_is_that_of_their_dataset() {
    let sandbox = Sandbox::new();
    sandbox.write("in/a.txt", TEXT);
    sandbox.write("in/b.txt", "عاد الوفد إلى تونس عام 1950.\n");
    sandbox
        .run("report in -o one.html --title T")
        .expect(0, &["one.html: 2 of 2 documents"]);
    sandbox.run("extract in -o out -q").expect(0, &[]);
    sandbox
        .run("report out --texts in -o two.html --title T -q")
        .expect(0, &[]);
    assert!(sandbox.read("one.html") == sandbox.read("two.html"));
}

#[test]
fn a_page_names_no_other_place() {
    let sandbox = Sandbox::new();
    sandbox.write("in/a.txt", TEXT);
    sandbox.run("report in -q").expect(0, &[]);
    let page = sandbox.read("report.html");
    let page = page.replace("http://www.w3.org/2000/svg", "");
    assert!(!page.contains("http:") && !page.contains("https:"));
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_language_the_title_and_the_number_of_documents_are_chosen() {
    let sandbox = Sandbox::new();
    for at in 0..9 {
        sandbox.write(&format!("in/{at}.txt"), TEXT);
    }
    sandbox
        .run("report in --language ar --title <b> --documents 3")
        .expect(0, &["report.html: 3 of 9 documents"]);
    let page = sandbox.read("report.html");
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"));
    assert!(page.contains("<title>&lt;b&gt;</title>"));
}

#[test]
fn a_dataset_needs_its_texts() {
    let sandbox = Sandbox::new();
    sandbox.write("in/a.txt", TEXT);
    sandbox.run("extract in -o out -q").expect(0, &[]);
    sandbox.write("other/a.txt", "عاد الوفد عام 1950.\n");
    sandbox
        .run("report out --texts other")
        .expect(2, &["not the text that the dataset was made from"]);
    std::fs::remove_dir_all(sandbox.path().join("in")).unwrap();
    sandbox.run("report out").expect(2, &["--texts"]);
    assert!(!sandbox.path().join("report.html").exists());
    sandbox.run("report out out").expect(2, &["one dataset"]);
}
