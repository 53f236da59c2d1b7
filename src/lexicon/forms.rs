//! Written forms: the alternatives a form cell stands for, and the inflections
//! of a nisba adjective.
//!
//! Facts are in the data files; what grammar can generate is generated here,
//! so that nobody types `الفرنسيتين`.

/// Most forms one cell may stand for.
const LIMIT: usize = 400;

/// Expands `(x|y|)` alternations, which do not nest, and squeezes spaces.
///
/// # Errors
/// Says what is wrong with the cell.
pub fn expand(cell: &str) -> Result<Vec<String>, String> {
    let single = !cell.is_empty()
        && !cell.contains(['(', ')'])
        && cell.split(' ').all(|word| !word.is_empty());
    if single && !cell.contains(|c: char| c != ' ' && c.is_whitespace()) {
        return Ok(vec![cell.to_owned()]);
    }
    let mut forms = vec![String::new()];
    let mut rest = cell;
    while let Some(open) = rest.find(['(', ')']) {
        let (plain, tail) = rest.split_at(open);
        if tail.starts_with(')') {
            return Err("a closing bracket without an opening one".to_owned());
        }
        let close = tail.find(')').ok_or("a bracket is not closed")?;
        let inner = &tail[1..close];
        if inner.contains('(') {
            return Err("alternations do not nest".to_owned());
        }
        let choices: Vec<&str> = inner.split('|').collect();
        forms = forms
            .iter()
            .flat_map(|form| {
                choices
                    .iter()
                    .map(move |choice| format!("{form}{plain}{choice}"))
            })
            .collect();
        if forms.len() > LIMIT {
            return Err(format!("stands for more than {LIMIT} forms"));
        }
        rest = &tail[close + 1..];
    }
    let mut expanded = Vec::with_capacity(forms.len());
    for form in forms {
        let full = format!("{form}{rest}");
        let squeezed = full.split_whitespace().collect::<Vec<_>>().join(" ");
        if squeezed.is_empty() {
            return Err("an alternative is empty".to_owned());
        }
        if !expanded.contains(&squeezed) {
            expanded.push(squeezed);
        }
    }
    Ok(expanded)
}

/// An inflected form of a nisba adjective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inflected {
    /// The form.
    pub form: String,
    /// Whether it is the bare masculine singular, the one that is most often
    /// also a name or a common word.
    pub bare: bool,
}

/// All inflections of the nisba whose masculine singular is `base` (`فرنسي`):
/// gender, number, both cases of dual and plural, with and without the article.
/// `plurals` are broken plurals.
pub fn inflect_nisba<'a>(base: &str, plurals: impl Iterator<Item = &'a str>) -> Vec<Inflected> {
    const ENDINGS: [&str; 9] = ["", "ة", "ون", "ين", "ات", "ان", "تان", "تين", "ا"];
    let mut forms = Vec::new();
    for ending in ENDINGS {
        let form = inflect_words(base, "", ending);
        let bare = ending.is_empty() || ending == "ا";
        if ending != "ا" {
            forms.push(Inflected {
                form: inflect_words(base, "ال", ending),
                bare: false,
            });
        }
        forms.push(Inflected { form, bare });
    }
    for plural in plurals.filter(|plural| !plural.is_empty()) {
        for article in ["", "ال"] {
            forms.push(Inflected {
                form: format!("{article}{plural}"),
                bare: false,
            });
        }
    }
    forms
}

/// Gives the ending to every word of relation (`كورية جنوبية`) and the article to
/// those and to the first word (`الكورية الجنوبية`, `الجنوب أفريقية`).
fn inflect_words(base: &str, article: &str, ending: &str) -> String {
    let agrees = base
        .split(' ')
        .next()
        .is_some_and(|first| first.ends_with('ي'));
    let inflect = |(index, word): (usize, &str)| {
        let relation = word.ends_with('ي');
        let article = if index == 0 || (relation && agrees) {
            article
        } else {
            ""
        };
        let ending = if relation { ending } else { "" };
        format!("{article}{word}{ending}")
    };
    let words: Vec<String> = base.split(' ').enumerate().map(inflect).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternations_expand() {
        assert_eq!(
            expand("(جمهورية |)السودان").unwrap(),
            ["جمهورية السودان", "السودان"]
        );
        assert_eq!(expand("أ( ب| ج|) د").unwrap(), ["أ ب د", "أ ج د", "أ د"]);
        assert_eq!(expand("أ").unwrap(), ["أ"]);
    }

    #[test]
    fn faults_are_told() {
        for cell in ["(أ", "أ)", "((أ|ب)|ج)", "(أ|)", ""] {
            assert!(expand(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn a_nisba_inflects() {
        let forms = inflect_nisba("تركي", ["أتراك"].into_iter());
        let has = |form: &str, bare| {
            forms.contains(&Inflected {
                form: form.to_owned(),
                bare,
            })
        };
        assert!(has("تركي", true) && has("التركية", false) && has("الأتراك", false));
        assert!(has("تركيا", true) && has("التركيتين", false));
        assert_eq!(inflect_words("كوري جنوبي", "ال", "ة"), "الكورية الجنوبية");
        assert_eq!(inflect_words("جنوب أفريقي", "ال", "ة"), "الجنوب أفريقية");
    }
}
