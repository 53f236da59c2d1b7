//! Streams in another encoding, made UTF-8 as they are read.
//!
//! For files of many documents (lines, rows), which are never held whole. What
//! comes out is UTF-8 without a byte-order mark; a malformed byte ends the stream
//! with an error that names its place.

use std::io::{self, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult};

use super::{Encoding, Fault, decode_text, guess};

/// How much of a stream decides its encoding.
const SAMPLE: usize = 64 * 1024;

/// The beginning of a stream, at most `most` bytes: less only at its end.
///
/// # Errors
/// What the reader reports.
pub(in crate::source) fn beginning(stream: &mut dyn Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A stream as UTF-8, and the encoding it is in. It reads ahead.
///
/// # Errors
/// What the reader reports.
pub(in crate::source) fn decoded(
    mut stream: Box<dyn Read + Send>,
    named: Option<Encoding>,
) -> io::Result<(Box<dyn Read + Send>, Encoding)> {
    let head = beginning(stream.as_mut(), SAMPLE)?;
    let (encoding, mark) = match (Encoding::of_mark(&head), named) {
        (Some((encoding, mark)), _) => (encoding, mark),
        (None, Some(named)) => (named, 0),
        (None, None) => (of_sample(&head), 0),
    };
    let rest = Cursor::new(head[mark..].to_vec()).chain(stream);
    let Some(foreign) = encoding.foreign() else {
        return Ok((Box::new(rest), encoding));
    };
    let reader = Transcoder {
        inner: rest,
        encoding,
        decoder: foreign.new_decoder_without_bom_handling(),
        input: vec![0; SAMPLE],
        held: 0..0,
        output: vec![0; 4 * SAMPLE],
        ready: 0..0,
        position: mark as u64,
        finished: false,
    };
    Ok((Box::new(reader), encoding))
}

/// The encoding of a stream without a mark, by its beginning.
fn of_sample(head: &[u8]) -> Encoding {
    match decode_text(head) {
        Ok(_) => Encoding::Utf8,
        // The sample may end in the middle of a character.
        Err(Fault { offset, .. }) if head.len() == SAMPLE && offset + 4 > head.len() => {
            Encoding::Utf8
        }
        Err(_) => guess(head).unwrap_or(Encoding::Utf8),
    }
}

/// Decodes as it reads.
struct Transcoder<R> {
    inner: R,
    encoding: Encoding,
    decoder: Decoder,
    input: Vec<u8>,
    /// What of `input` is not decoded yet.
    held: std::ops::Range<usize>,
    output: Vec<u8>,
    /// What of `output` is not handed out yet.
    ready: std::ops::Range<usize>,
    /// Bytes decoded.
    position: u64,
    finished: bool,
}

impl<R: Read> Transcoder<R> {
    /// Decodes some more; what is ready then is empty only at the end.
    fn advance(&mut self) -> io::Result<()> {
        while self.ready.is_empty() && !self.finished {
            let mut last = false;
            if self.held.is_empty() {
                let count = self.inner.read(&mut self.input)?;
                self.held = 0..count;
                last = count == 0;
            }
            let (outcome, read, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.input[self.held.clone()],
                &mut self.output,
                last,
            );
            self.held.start += read;
            self.position += read as u64;
            self.ready = 0..written;
            match outcome {
                DecoderResult::InputEmpty => self.finished = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, behind) => {
                    let back = u64::from(length) + u64::from(behind);
                    let at = self.position.saturating_sub(back);
                    let message = format!("malformed {} at byte {at} of the file", self.encoding);
                    return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                }
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() {
            self.advance()?;
        }
        let count = buffer.len().min(self.ready.len());
        let from = self.ready.start;
        buffer[..count].copy_from_slice(&self.output[from..from + count]);
        self.ready.start += count;
        Ok(count)
    }
}
