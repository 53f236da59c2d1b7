//! `--require NAME=PERCENT,…`: thresholds of measures, for CI.

use std::io::{self, Write};
use std::str::FromStr;

use anyhow::bail;

use super::Outcome;

/// A measure and how many percent it must reach.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Requirement {
    name: String,
    percent: f64,
}

impl FromStr for Requirement {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is not NAME=PERCENT, as rules=100");
        let (name, percent) = text.split_once('=').ok_or_else(fault)?;
        let percent: f64 = percent.parse().map_err(|_| fault())?;
        if !(0.0..=100.0).contains(&percent) {
            return Err(format!("{percent} is no percentage"));
        }
        Ok(Self {
            name: name.to_owned(),
            percent,
        })
    }
}

impl Requirement {
    /// Refuses measures that are not among `known`.
    pub(super) fn check_names(requirements: &[Self], known: &[&str]) -> anyhow::Result<()> {
        match requirements
            .iter()
            .find(|one| !known.contains(&one.name.as_str()))
        {
            Some(one) => bail!(
                "nothing is measured as `{}` here: {}",
                one.name,
                known.join(", ")
            ),
            None => Ok(()),
        }
    }

    /// Those that are not met, in words. `measured` gives percentages; what could
    /// not be measured misses nothing.
    pub(super) fn missed(
        requirements: &[Self],
        measured: impl Fn(&str) -> Option<f64>,
    ) -> Vec<String> {
        let missed = requirements.iter().filter_map(|one| {
            let found = measured(&one.name)?;
            (found < one.percent)
                .then(|| format!("{} is {found:.2}%, {}% is required", one.name, one.percent))
        });
        missed.collect()
    }

    /// Tells what is missed; it is a finding.
    pub(super) fn outcome(missed: &[String]) -> Outcome {
        for line in missed {
            let _ = writeln!(io::stderr().lock(), "{line}");
        }
        match missed {
            [] => Outcome::Done,
            _ => Outcome::Findings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds() {
        let one: Requirement = "rules=99.5".parse().unwrap();
        let missed = |found| Requirement::missed(std::slice::from_ref(&one), |_| found);
        assert_eq!(missed(Some(99.4)).len(), 1);
        assert!(missed(Some(99.5)).is_empty() && missed(None).is_empty());
        for bad in ["rules", "rules=x", "rules=101", "rules=-1"] {
            assert!(bad.parse::<Requirement>().is_err(), "{bad}");
        }
        assert!(Requirement::check_names(&[one], &["score"]).is_err());
    }
}
