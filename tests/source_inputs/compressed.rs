//! Compressed files and archives give what is in them, and no more than is allowed.

use std::io::Write;

use nasaq::source::{Document, InputFormat, Inputs, Limits, ReadOptions};
use proptest::prelude::*;

use super::{Folder, TEXT, documents, items, rejects};

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// Compresses in one of the formats.
type Compress = fn(&[u8]) -> Vec<u8>;

const COMPRESSIONS: [Compress; 4] = [gz, zst, bz2, xz];

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(members: &[(&str, &[u8])], method: zip::CompressionMethod) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in members {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What of a document does not depend on the name of its file.
fn essence(found: Vec<Document>) -> Vec<(String, String)> {
    let essence = |document: Document| (document.text, document.encoding.to_owned());
    found.into_iter().map(essence).collect()
}

#[test]
fn compressed_is_what_plain_is() {
    let folder = Folder::new();
    let lines = format!("{{\"id\":\"a\",\"text\":\"{TEXT}\"}}\n{{\"text\":\"نص\"}}\n");
    let table = format!("id,text\na,{TEXT}\n");
    let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("a.txt", TEXT.as_bytes()),
        ("w.txt", &wide),
        ("a.jsonl", lines.as_bytes()),
        ("a.csv", table.as_bytes()),
        ("e.txt", b""),
    ] {
        let plain = documents(&folder.write(name, bytes), &ReadOptions::default());
        for compress in COMPRESSIONS {
            // By the bytes, whatever the name is.
            for end in ["", ".gz", ".xz"] {
                let path = folder.write(&format!("c/{name}{end}"), compress(bytes));
                let found = documents(&path, &ReadOptions::default());
                assert_eq!(essence(found), essence(plain.clone()), "{name}{end}");
            }
        }
    }
}

#[test]
fn several_streams_in_one_file_are_one_text() {
    let folder = Folder::new();
    for compress in COMPRESSIONS {
        let bytes = [compress("أول ".as_bytes()), compress("ثان".as_bytes())].concat();
        let found = documents(&folder.write("a.txt", bytes), &ReadOptions::default());
        assert_eq!(found[0].text, "أول ثان");
    }
}

#[test]
fn members_of_archives_are_files() {
    let folder = Folder::new();
    let long = format!("{}/c.txt", "طويل/".repeat(30).trim_end_matches('/'));
    let lines = format!("{{\"text\":\"{TEXT}\"}}\n\n{{\"text\":\"نص\"}}");
    let members: [(&str, &[u8]); 5] = [
        ("b/a.txt", TEXT.as_bytes()),
        ("b/a.jsonl", lines.as_bytes()),
        ("b/picture.png", b"\x89PNG"),
        (&long, "اسم".as_bytes()),
        ("t.csv", "id,text\nx,نص\n".as_bytes()),
    ];
    let archives = [
        ("a.tar", tar(&members)),
        ("a.tar.gz", gz(&tar(&members))),
        ("a.tgz", zst(&tar(&members))),
        ("a.zip", zip(&members, zip::CompressionMethod::Deflated)),
        ("a.bin", zip(&members, zip::CompressionMethod::Stored)),
    ];
    for (name, bytes) in archives {
        let path = folder.write(name, bytes);
        let found = documents(&path, &ReadOptions::default());
        let ids: Vec<&str> = found.iter().map(|document| document.id.as_str()).collect();
        let expected = [
            format!("{name}/b/a.txt"),
            format!("{name}/b/a.jsonl:1"),
            format!("{name}/b/a.jsonl:3"),
            format!("{name}/{long}"),
            "x".to_owned(),
        ];
        assert_eq!(ids, expected);
        assert_eq!(found[0].text, TEXT);
        assert_eq!(found[4].source, format!("{name}/t.csv:2"));
        // A format that is said chooses among the members.
        let lines = documents(&path, &ReadOptions::from(InputFormat::JsonLines));
        assert_eq!(lines.len(), 2, "{name}");
    }
    // In a folder they count as files do.
    let found = documents(folder.path(), &ReadOptions::from(InputFormat::JsonLines));
    assert_eq!(found.len(), 8);
}

#[test]
fn files_that_are_expanded_ahead_come_in_their_order() {
    let folder = Folder::new();
    let lines = |name: &str| {
        let line = |number| format!("{{\"id\":\"{name}-{number}\",\"text\":\"{TEXT}\"}}\n");
        (0..5000).map(line).collect::<String>()
    };
    for (number, compress) in COMPRESSIONS.iter().cycle().take(9).enumerate() {
        let name = format!("{number}.jsonl");
        folder.write(&format!("{name}.gz"), compress(lines(&name).as_bytes()));
        folder.write(&format!("{number}.txt"), TEXT);
        folder.write(&format!("{number}.png"), "no document");
    }
    let members: [(&str, &[u8]); 2] = [("a.txt", TEXT.as_bytes()), ("b.png", b"none")];
    folder.write("a.tar.gz", gz(&tar(&members)));
    folder.write("b.zip", zip(&members, zip::CompressionMethod::Deflated));
    folder.write("broken.txt.gz", &gz(TEXT.as_bytes())[..20]);
    let read = |ahead: usize| {
        let paths = [folder.path().to_owned()];
        let inputs = Inputs::new(&paths, ReadOptions::default()).unwrap();
        let mut reader = inputs.read().ahead(ahead);
        let pieces: Vec<_> = reader.by_ref().collect();
        (pieces, reader.skipped())
    };
    let (one, skipped) = read(1);
    assert_eq!((one.len(), skipped), (9 * 5001 + 3, 11));
    for ahead in [2, 4, 100] {
        assert!(read(ahead) == (one.clone(), skipped), "{ahead}");
    }
    // Who wants no more leaves nothing behind that waits for ever.
    let inputs = Inputs::new(&[folder.path().to_owned()], ReadOptions::default()).unwrap();
    assert_eq!(inputs.read().ahead(4).take(3).count(), 3);
}

#[test]
fn nested_archives_are_refused() {
    let folder = Folder::new();
    let inner = tar(&[("a.txt", TEXT.as_bytes())]);
    let packed = gz(TEXT.as_bytes());
    for (name, bytes) in [
        ("a.tar", tar(&[("inner.tar", &inner)])),
        ("a.tar", tar(&[("a.txt.gz", &packed)])),
        // The name does not hide it.
        ("a.tar", tar(&[("a.txt", &packed)])),
        (
            "a.zip",
            zip(&[("a.txt", &inner)], zip::CompressionMethod::Deflated),
        ),
        ("a.txt.gz", gz(&packed)),
    ] {
        let found = rejects(&folder.write(name, bytes), &ReadOptions::default());
        assert_eq!(found.len(), 1);
        assert!(found[0].reason.contains("within another"), "{found:?}");
        assert!(found[0].source.starts_with(name));
    }
}

#[test]
fn bombs_are_stopped() {
    let folder = Folder::new();
    let zeros = vec![b' '; 40 << 20];
    let bomb = [
        ("a.txt.gz", gz(&zeros)),
        ("a.txt.zst", zst(&zeros)),
        ("a.txt.bz2", bz2(&zeros)),
        ("a.txt.xz", xz(&zeros)),
        (
            "a.zip",
            zip(&[("a.txt", &zeros)], zip::CompressionMethod::Deflated),
        ),
        ("a.tar.gz", gz(&tar(&[("a.txt", &zeros)]))),
    ];
    for (name, bytes) in bomb {
        let path = folder.write(name, bytes);
        let found = rejects(&path, &ReadOptions::default());
        assert!(
            found[0].reason.contains("200-fold (--max-ratio)"),
            "{found:?}"
        );
        let limits = Limits {
            max_expanded: 1 << 20,
            ..Limits::default()
        };
        let options = ReadOptions {
            limits,
            ..ReadOptions::default()
        };
        let found = rejects(&path, &options);
        let reason = "more than 1048576 bytes (--max-expanded)";
        assert!(found[0].reason.contains(reason), "{found:?}");
    }
    // What is short may be as dull as it likes.
    let short = folder.write("a.txt.gz", gz(&zeros[..1 << 20]));
    assert_eq!(documents(&short, &ReadOptions::default()).len(), 1);
}

#[test]
fn damage_is_told() {
    let folder = Folder::new();
    let text = TEXT.repeat(50);
    for compress in COMPRESSIONS {
        let whole = compress(text.as_bytes());
        for cut in [whole.len() / 2, whole.len() - 1] {
            let path = folder.write("a.txt", &whole[..cut]);
            assert_eq!(rejects(&path, &ReadOptions::default()).len(), 1);
        }
    }
    let whole = tar(&[("a.txt", text.as_bytes()), ("b.txt", b"b")]);
    let path = folder.write("a.tar", &whole[..700]);
    assert_eq!(rejects(&path, &ReadOptions::default()).len(), 2);
    let mut odd = zip(
        &[("a.txt", text.as_bytes())],
        zip::CompressionMethod::Stored,
    );
    let at = odd
        .windows(4)
        .position(|bytes| bytes == &text.as_bytes()[..4])
        .unwrap();
    odd[at] ^= 1;
    let found = rejects(&folder.write("a.zip", odd), &ReadOptions::default());
    assert!(found[0].reason.contains("wrong sum"), "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a file is, it is read to an end.
    #[test]
    fn damaged_containers_never_panic(which in 0..6_usize, at in 0..10_000_usize, flip in 1..=255_u8, cut: bool) {
        let folder = Folder::new();
        let lines = "{\"text\":\"نص قصير\"}\n".repeat(20);
        let members: [(&str, &[u8]); 2] = [("a.jsonl", lines.as_bytes()), ("b.txt", TEXT.as_bytes())];
        let mut bytes = match which {
            4 => tar(&members),
            5 => zip(&members, zip::CompressionMethod::Deflated),
            which => COMPRESSIONS[which](lines.as_bytes()),
        };
        let at = at % bytes.len();
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] ^= flip;
        }
        items(&folder.write("a.jsonl", bytes), &ReadOptions::from(InputFormat::JsonLines));
    }
}
