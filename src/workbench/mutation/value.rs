//! Changes of values, conditions and words of a row.

use super::operator::Operator;
use super::pattern::Cut;

/// All changes of a date template: steps go the other way or one farther, ends of
/// an interval are lost or change places, the least unit is lost.
pub(super) fn date_cuts(template: &str) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut put = |range: std::ops::Range<usize>, with: String| {
        cuts.push(Cut::of(Operator::ShiftValue, range, with));
    };
    let points = split(template, '/');
    match points[..] {
        [(start, middle), (after, end)] => {
            let (first, second) = (&template[start..middle], &template[after..end]);
            if second != ".." && first != ".." {
                put(start..end, format!("{second}/{first}"));
                put(after..end, "..".to_owned());
                put(start..middle, "..".to_owned());
            }
        }
        _ => put(template.len()..template.len(), "/..".to_owned()),
    }
    for (start, end) in points {
        let fields = split(&template[start..end], '-');
        if let [.., (_, before), (_, last)] = fields[..] {
            put(start + before..start + last, String::new());
        }
    }
    steps(template, &mut put);
    cuts
}

/// Pieces between marks that stand outside of braces.
fn split(template: &str, mark: char) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in template.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            c if c == mark && depth == 0 => {
                pieces.push((start, at));
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push((start, template.len()));
    pieces
}

/// Steps of the paths in braces.
fn steps(template: &str, put: &mut impl FnMut(std::ops::Range<usize>, String)) {
    let mut inside = false;
    for (at, c) in template.char_indices() {
        match c {
            '{' => inside = true,
            '}' => {
                // `{ref.year}`: a path whose last step stays where it is.
                let hole = &template[template[..at].rfind('{').map_or(0, |open| open + 1)..at];
                let last = hole.rsplit('.').next().unwrap_or(hole);
                if hole.contains('.') && last.chars().all(|c| c.is_ascii_lowercase()) {
                    put(at..at, "+1".to_owned());
                }
                inside = false;
            }
            '+' if inside => put(at..at + 1, "-".to_owned()),
            '-' if inside => put(at..at + 1, "+".to_owned()),
            '<' if inside => put(at..at + 1, ">".to_owned()),
            '>' if inside => put(at..at + 1, "<".to_owned()),
            _ => {}
        }
        let digits = &template[at..];
        if inside && matches!(c, '+' | '-' | '#') {
            let number = digits[1..].find(|c: char| !c.is_ascii_digit());
            let number = &digits[1..number.map_or(digits.len(), |end| end + 1)];
            if let Ok(value) = number.parse::<u32>() {
                let place = at + 1..at + 1 + number.len();
                put(place, (value + 1).to_string());
            }
        }
    }
    for (at, word) in template.match_indices("#last") {
        put(at..at + word.len(), "#1".to_owned());
    }
}

/// All changes of a condition.
pub(super) fn condition_cuts(condition: &str) -> Vec<Cut> {
    const SIGNS: [(&str, &str, Option<&str>); 6] = [
        ("<=", ">", Some("<")),
        (">=", "<", Some(">")),
        ("!=", "=", None),
        ("<", ">=", Some("<=")),
        (">", "<=", Some(">=")),
        ("=", "!=", None),
    ];
    let found = SIGNS
        .iter()
        .find_map(|sign| Some((condition.find(sign.0)?, sign)));
    let Some((at, &(sign, contrary, shifted))) = found else {
        return Vec::new();
    };
    let place = at..at + sign.len();
    let negated = Cut::of(Operator::NegateCondition, place.clone(), contrary);
    let shifted = shifted.map(|with| Cut::of(Operator::ShiftCondition, place, with));
    std::iter::once(negated).chain(shifted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(template: &str) -> Vec<String> {
        let cuts = date_cuts(template);
        cuts.iter().map(|cut| cut.apply(template)).collect()
    }

    #[test]
    fn dates() {
        assert_eq!(
            changed("{year}-{month}-{day}"),
            ["{year}-{month}-{day}/..", "{year}-{month}"]
        );
        assert_eq!(changed("{a}/{b}"), ["{b}/{a}", "{a}/..", "../{b}"]);
        assert_eq!(changed("{year}/.."), Vec::<String>::new());
        assert_eq!(
            changed("{ref.day-1}"),
            ["{ref.day-1}/..", "{ref.day+1}", "{ref.day-2}"]
        );
        assert_eq!(changed("{ref.year}"), ["{ref.year}/..", "{ref.year+1}"]);
        assert_eq!(
            changed("{ref.month<month}")[1..],
            ["{ref.month>month}".to_owned()]
        );
        assert_eq!(changed("{a.day#last}")[1..], ["{a.day#1}".to_owned()]);
    }

    #[test]
    fn conditions() {
        let changed = |text: &str| -> Vec<String> {
            let cuts = condition_cuts(text);
            cuts.iter().map(|cut| cut.apply(text)).collect()
        };
        assert_eq!(changed("a <= b"), ["a > b", "a < b"]);
        assert_eq!(changed("a = b + 1"), ["a != b + 1"]);
    }
}
