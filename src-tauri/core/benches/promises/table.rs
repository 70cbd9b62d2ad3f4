//! What was measured, beside what is promised.

use std::time::Duration;

/// A figure of five or so runs.
pub(crate) struct Line {
    what: String,
    measured: String,
    spread: String,
    promised: String,
    /// None where nothing is promised.
    kept: Option<bool>,
}

/// All figures of one run.
#[derive(Default)]
pub(crate) struct Table(Vec<Line>);

/// The middle of some figures, the least and the greatest.
pub(crate) fn median(figures: &mut [f64]) -> (f64, f64, f64) {
    figures.sort_by(f64::total_cmp);
    let at = |n: usize| figures.get(n).copied().unwrap_or(f64::NAN);
    // Of an even number of figures the middle is between two: neither the better nor the worse is taken for it.
    let middle = f64::midpoint(at(figures.len().saturating_sub(1) / 2), at(figures.len() / 2));
    (middle, at(0), at(figures.len().saturating_sub(1)))
}

impl Table {
    /// Times in milliseconds, of which the middle one must stay below `most`.
    pub(crate) fn time(&mut self, what: &str, times: &[Duration], most: Option<f64>) {
        let mut figures: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1_000.0).collect();
        let (middle, least, greatest) = median(&mut figures);
        self.line(what, middle, (least, greatest), most, |most| middle < most, shown_time, |most| format!("< {}", shown_time(most)));
    }

    /// Megabytes that must stay below `most`.
    pub(crate) fn megabytes(&mut self, what: &str, held: f64, most: Option<f64>) {
        let shown = |mb: f64| format!("{mb:.0} MB");
        self.line(what, held, (held, held), most, |most| held < most, shown, |most| format!("< {most:.0} MB"));
    }

    /// A ratio that must reach `least`.
    pub(crate) fn ratio(&mut self, what: &str, ratios: &mut [f64], least: Option<f64>) {
        let (middle, low, high) = median(ratios);
        let shown = |ratio: f64| format!("{ratio:.2}");
        self.line(what, middle, (low, high), least, |least| middle >= least, shown, |least| format!("≥ {least}"));
    }

    /// As [`time`](Self::time), of the time that 95 of 100 stay below: the slowest of a few.
    pub(crate) fn slowest(&mut self, what: &str, times: &[Duration], most: f64) {
        let slowest = times.iter().max().copied().unwrap_or_default();
        self.time(&format!("{what} (95 of 100)"), &[slowest], Some(most));
    }

    /// How long somebody waited: the longest must stay below `most`, those that 50 and 95 of 100 stay below are told too.
    pub(crate) fn waits(&mut self, what: &str, mut waits: Vec<Duration>, most: f64) {
        waits.sort();
        let at = |share: usize| waits.get((waits.len() * share / 100).min(waits.len().saturating_sub(1))).copied().unwrap_or_default();
        let (half, p95, longest) = (at(50), at(95), at(100));
        self.time(&format!("{what}: half of {}", waits.len()), &[half], Some(most));
        self.time(&format!("{what}: 95 of 100"), &[p95], Some(most));
        self.time(&format!("{what}: the longest wait"), &[longest], Some(most));
    }

    /// A figure that is told without a promise.
    pub(crate) fn told(&mut self, what: &str, figure: &str) {
        self.push(Line { what: what.to_owned(), measured: figure.to_owned(), spread: String::new(), promised: String::new(), kept: None });
    }

    #[expect(clippy::too_many_arguments, reason = "one place that makes a line of all that is known of a figure")]
    fn line(
        &mut self,
        what: &str,
        middle: f64,
        (low, high): (f64, f64),
        promise: Option<f64>,
        kept: impl Fn(f64) -> bool,
        shown: impl Fn(f64) -> String,
        promised: impl Fn(f64) -> String,
    ) {
        let line = Line {
            what: what.to_owned(),
            measured: shown(middle),
            spread: format!("{} … {}", shown(low), shown(high)),
            promised: promise.map(promised).unwrap_or_default(),
            kept: promise.map(kept),
        };
        self.push(line);
    }

    /// Says it at once, too: a run takes many minutes, and a figure that never comes is seen by the one before.
    #[expect(clippy::print_stderr, reason = "standard output has the table")]
    fn push(&mut self, line: Line) {
        eprintln!("{}: {}{}", line.what, line.measured, if line.kept == Some(false) { " NOT KEPT" } else { "" });
        self.0.push(line);
    }

    /// Writes the table; how many promises are not kept.
    pub(crate) fn print(&self) -> usize {
        let head = ["what", "measured", "least … most", "promised", ""].map(str::to_owned);
        let word = |kept: Option<bool>| kept.map_or("", |kept| if kept { "kept" } else { "NOT KEPT" }).to_owned();
        let rows: Vec<[String; 5]> = self
            .0
            .iter()
            .map(|line| [line.what.clone(), line.measured.clone(), line.spread.clone(), line.promised.clone(), word(line.kept)])
            .collect();
        let width = |at: usize| rows.iter().chain([&head]).map(|row| row[at].chars().count()).max().unwrap_or(0);
        let widths = [0, 1, 2, 3, 4].map(width);
        let rule = widths.map(|width| "-".repeat(width));
        for row in [&head, &rule].into_iter().chain(&rows) {
            let cells: Vec<String> = row
                .iter()
                .zip(widths)
                .map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.chars().count()))))
                .collect();
            println!("| {} |", cells.join(" | "));
        }
        self.0.iter().filter(|line| line.kept == Some(false)).count()
    }
}

fn shown_time(ms: f64) -> String {
    if ms >= 1_000.0 {
        format!("{:.2} s", ms / 1_000.0)
    } else if ms >= 10.0 {
        format!("{ms:.0} ms")
    } else {
        format!("{ms:.1} ms")
    }
}
