//! When a span that was found is the span that was marked.
//!
//! Annotators differ on whether a proclitic, an outer bracket, a preposition or
//! a head noun belongs to a mention. What is forgiven is exactly what the
//! public scorer of the development sets forgives, in its own order of steps,
//! so that figures can be compared between systems: this file must not grow
//! leniencies of its own.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::gold::CharSpan;

/// Nouns that may stand before the name of a body or a country.
const HEADS: &str = "شركة منظمة حركة نادي فريق منتخب صحيفة جريدة مجلة وكالة قناة تنظيم حزب جماعة مؤسسة دولة جمهورية مملكة سلطنة إمارة بنك مصرف جامعة \
هيئة إذاعة راديو تلفزيون شبكة مجموعة اتحاد رابطة جمعية لجنة مركز معهد كلية مدرسة وزارة محطة دار قوات كتائب ميليشيا سرايا جبهة تيار \
مكتب خطوط موقع";

/// Proclitics that may stand before a head noun.
const HEAD_CLITICS: [&str; 13] = [
    "", "و", "ف", "ل", "ب", "ك", "ال", "وال", "لل", "بال", "ول", "وب", "فل",
];

static FOLDED_HEADS: LazyLock<HashSet<String>> =
    LazyLock::new(|| HEADS.split_whitespace().map(folded).collect());

/// What may stand between two starts that count as one.
static CLITICS: LazyLock<Regex> = LazyLock::new(|| pattern("^(و|ف)?(ب|ل|ك|س)?(ال|ل)?\n?$"));

/// What is trimmed from the front of a date.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"^(?:(?:و?في|و?من|بتاريخ|تاريخ|يوم|شهر|[وبلف]?ل?(?:ال)?(?:عام|سنة)|و?منذ|و?حتى|خلال|بين|بعد|قبل|عند|الموافق|حوالي|قرابة|بحدود)[\s\x1c-\x1f]+|[(\s\x1c-\x1f،,.:؛"«\[]+)"#,
    )
});

/// What is trimmed from the end of a date.
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?:[)\s\x1c-\x1f،,.:؛"»\]]+|[\s\x1c-\x1f]*(?:م|ميلادي|ميلادية|هجري|هجرية|هـ|ه))\n?$"#)
});

static LETTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\p{L}"));
static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\p{L}\p{N}\x{64b}-\x{652}]"));

fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("written here, and every one is used in the tests")
}

/// A text that is looked at by the character.
#[derive(Clone, Debug)]
pub(super) struct Letters<'t> {
    text: &'t str,
    /// Byte of each character, and the length behind the last.
    bytes: Vec<usize>,
}

impl<'t> Letters<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let starts = text.char_indices().map(|(byte, _)| byte);
        Self {
            text,
            bytes: starts.chain([text.len()]).collect(),
        }
    }

    /// The characters `start` to `end`.
    pub(super) fn slice(&self, (start, end): CharSpan) -> &'t str {
        &self.text[self.bytes[start]..self.bytes[end]]
    }

    /// The bytes of the characters `start` to `end`.
    pub(super) fn bytes(&self, (start, end): CharSpan) -> std::ops::Range<usize> {
        self.bytes[start]..self.bytes[end]
    }

    fn char(&self, at: usize) -> char {
        self.slice((at, at + 1)).chars().next().unwrap_or('\0')
    }

    /// The stretch without what is no letter, digit or vowel sign at its edges.
    fn bare(&self, (mut start, mut end): CharSpan) -> CharSpan {
        let is_word = |at: usize| WORD.is_match(self.slice((at, at + 1)));
        while start < end && !is_word(start) {
            start += 1;
        }
        while end > start && !is_word(end - 1) {
            end -= 1;
        }
        (start, end)
    }

    /// Whether two spans end alike and start apart by clitics at most, outer
    /// punctuation aside.
    pub(super) fn same_but_clitics(&self, gold: CharSpan, found: CharSpan) -> bool {
        let (gold, found) = (self.bare(gold), self.bare(found));
        if gold.1 != found.1 {
            return false;
        }
        let (low, high) = (gold.0.min(found.0), gold.0.max(found.0));
        let between = || {
            let sign = |c: &char| matches!(c, '\u{640}' | '\u{64b}'..='\u{652}');
            let plain: String = self
                .slice((low, high))
                .chars()
                .filter(|c| !sign(c))
                .collect();
            CLITICS.is_match(&plain)
        };
        low == high || (high < gold.1 && between())
    }

    /// The same, but that a head noun or two may stand on one side only.
    pub(super) fn same_but_head(&self, gold: CharSpan, found: CharSpan) -> bool {
        if self.same_but_clitics(gold, found) {
            return true;
        }
        let (gold, found) = (self.bare(gold), self.bare(found));
        if gold.1 != found.1 {
            return false;
        }
        let (low, high) = (gold.0.min(found.0), gold.0.max(found.0));
        let between = self.slice((low, high));
        let mut extra: Vec<&str> = between
            .split(is_space)
            .filter(|word| !word.is_empty())
            .collect();
        if let Some(last) = extra.last()
            && !is_space(self.char(high - 1))
            && CLITICS.is_match(last)
        {
            extra.pop();
        }
        let stands_outside = |word: &&str| {
            is_head(word.trim_matches(['"', '«', '“', '(']))
                || !word
                    .chars()
                    .any(|c| LETTER.is_match(c.encode_utf8(&mut [0; 4])))
        };
        (1..=2).contains(&extra.len()) && extra.iter().all(stands_outside)
    }

    /// The stretch without prepositions, head nouns, era marks and brackets:
    /// what two tellings of one date share.
    pub(super) fn edges(&self, (mut start, mut end): CharSpan) -> CharSpan {
        loop {
            let part = self.slice((start, end));
            if let Some(lead) = LEAD.find(part).filter(|lead| lead.end() < part.len()) {
                start += lead.as_str().chars().count();
                continue;
            }
            match TAIL.find(part).filter(|tail| tail.start() > 0) {
                Some(tail) => end -= part[tail.start()..].chars().count(),
                None => return (start, end),
            }
        }
    }
}

/// Whether spans share a character.
pub(super) fn touch(a: CharSpan, b: CharSpan) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// Pairs of indices into `gold` and `found`, each used once: identical spans
/// first, then the longest overlap, then the first in order.
pub(super) fn pairs(
    gold: &[CharSpan],
    found: &[CharSpan],
    same: impl Fn(CharSpan, CharSpan) -> bool,
) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, &g) in gold.iter().enumerate() {
        for (j, &p) in found.iter().enumerate() {
            if touch(g, p) && same(g, p) {
                let overlap = g.1.min(p.1) - g.0.max(p.0);
                candidates.push((g != p, std::cmp::Reverse(overlap), i, j));
            }
        }
    }
    candidates.sort_unstable();
    let mut taken: Vec<(usize, usize)> = Vec::new();
    for (_, _, i, j) in candidates {
        if taken.iter().all(|pair| pair.0 != i && pair.1 != j) {
            taken.push((i, j));
        }
    }
    taken
}

fn is_space(c: char) -> bool {
    // The four separators of the ASCII controls are blanks to the public scorer.
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

fn folded(word: &str) -> String {
    let fold = |c| match c {
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' | 'ئ' => 'ي',
        'ة' => 'ه',
        'ؤ' => 'و',
        other => other,
    };
    word.chars().map(fold).collect()
}

fn is_head(word: &str) -> bool {
    let word = folded(word);
    HEAD_CLITICS
        .iter()
        .filter_map(|clitics| word.strip_prefix(clitics))
        .any(|rest| FOLDED_HEADS.contains(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place of `part` in `text`, in characters.
    fn at(text: &str, part: &str) -> CharSpan {
        let byte = text.find(part).unwrap();
        let start = text[..byte].chars().count();
        (start, start + part.chars().count())
    }

    fn compare(text: &str, gold: &str, found: &str) -> (bool, bool) {
        let letters = Letters::new(text);
        let (gold, found) = (at(text, gold), at(text, found));
        (
            letters.same_but_clitics(gold, found),
            letters.same_but_head(gold, found),
        )
    }

    #[test]
    fn clitics_and_outer_marks_are_forgiven() {
        for (text, gold, found) in [
            ("سافر إلى مصر", "مصر", "مصر"),
            ("بين تونس ومصر", "ومصر", "مصر"),
            ("وصل للعراق", "للعراق", "عراق"),
            ("وصل وَبِالعراق", "وَبِالعراق", "العراق"),
            ("في (مصر) أمس", "(مصر)", "مصر"),
        ] {
            assert_eq!(compare(text, gold, found), (true, true), "{text}");
            assert_eq!(compare(text, found, gold), (true, true), "{text}");
        }
    }

    #[test]
    fn head_nouns_are_forgiven_by_the_second_measure_only() {
        for (text, gold, found) in [
            ("أعلنت شركة النسيم", "شركة النسيم", "النسيم"),
            ("مع والشركة النسيم", "والشركة النسيم", "النسيم"),
            ("عن صحيفة \"الرأي\"", "صحيفة \"الرأي\"", "الرأي"),
            ("من دولة وجمهورية مالي", "دولة وجمهورية مالي", "مالي"),
            ("إلى دولة لمالي", "دولة لمالي", "مالي"),
        ] {
            assert_eq!(compare(text, gold, found), (false, true), "{text}");
        }
        for (text, gold, found) in [
            ("أعلنت شركة النسيم", "شركة النسيم", "شركة"),
            ("كتاب النسيم", "كتاب النسيم", "النسيم"),
            ("شركة بنك دار النسيم", "شركة بنك دار النسيم", "النسيم"),
        ] {
            assert_eq!(compare(text, gold, found), (false, false), "{text}");
        }
    }

    #[test]
    fn dates_are_trimmed_on_both_sides() {
        for (text, left) in [
            ("في يوم 4 مارس 1947م", "4 مارس 1947"),
            ("(بتاريخ 4 مارس 1947 ميلادية)،", "4 مارس 1947"),
            ("لعام 1319 هـ", "1319"),
            ("منذ", "منذ"),
            ("1947م\n", "1947"),
            ("م", "م"),
        ] {
            let letters = Letters::new(text);
            let all = (0, text.chars().count());
            assert_eq!(letters.slice(letters.edges(all)), left, "{text}");
        }
    }

    #[test]
    fn pairs_prefer_identity_then_overlap_then_order() {
        let any = |_, _| true;
        assert_eq!(pairs(&[(0, 9)], &[(0, 8), (0, 9)], any), [(0, 1)]);
        assert_eq!(pairs(&[(0, 9)], &[(0, 2), (2, 8)], any), [(0, 1)]);
        assert_eq!(pairs(&[(0, 9)], &[(0, 2), (2, 4)], any), [(0, 0)]);
        assert_eq!(pairs(&[(0, 4), (2, 6)], &[(2, 4)], any), [(0, 0)]);
        assert_eq!(pairs(&[(0, 2)], &[(2, 4)], any), []);
        assert_eq!(pairs(&[(0, 2)], &[(1, 4)], |a, b| a == b), []);
    }
}
