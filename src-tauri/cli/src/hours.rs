//! Working hours on the command line: `--hours`, `--days`, `--whose`, and `distribution hours`.

use serde::Serialize;
use tidings_core::distribution::api::{self, Hours, UsualHours};
use tidings_core::error::{Place, Problem};
use tidings_core::messages::Message;
use tidings_core::workspace::Workspace;

use crate::output::{Answer, Output};

/// The word for everybody's own clock.
pub(crate) const THEIRS: &str = "theirs";

/// When letters may leave.
#[derive(clap::Args, Clone, Default)]
pub(crate) struct WorkingHours {
    /// Nothing leaves outside these hours: 09:00-18:00. Without this and the next two, as `distribution hours` has it.
    #[arg(long, value_name = "FROM-TO")]
    hours: Option<Times>,
    /// Nor on other days: mon-fri, or mon,wed,fri.
    #[arg(long, value_name = "DAYS")]
    days: Option<WeekDays>,
    /// Whose clock counts: `theirs`, where a person's time zone is known, or `sender` for everybody.
    #[arg(long, value_enum)]
    whose: Option<Whose>,
    /// At any time, whatever the usual hours are.
    #[arg(long, conflicts_with_all = ["hours", "days", "whose"])]
    any_time: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Whose {
    Theirs,
    Sender,
}

#[derive(Clone, Copy)]
struct Times(u16, u16);

impl std::str::FromStr for Times {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let minutes = |time: &str| {
            let (hours, minutes) = time.trim().split_once(':')?;
            let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok().filter(|n| *n < 60)?);
            Some(hours * 60 + minutes).filter(|n| *n <= 24 * 60 && hours <= 24)
        };
        let read = text.split_once('-').and_then(|(from, to)| Some(Self(minutes(from)?, minutes(to)?)));
        read.filter(|times| times.0 < times.1).ok_or_else(|| "hours are written like 09:00-18:00".to_owned())
    }
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

#[derive(Clone)]
struct WeekDays(Vec<u8>);

impl std::str::FromStr for WeekDays {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day = |name: &str| DAYS.iter().position(|known| *known == name.trim().to_lowercase()).and_then(|at| u8::try_from(at + 1).ok());
        let mut days = Vec::new();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            match day(first).zip(day(last)) {
                Some((first, last)) if first <= last => days.extend(first..=last),
                _ => return Err("days are written like mon-fri or mon,wed,fri".to_owned()),
            }
        }
        Ok(Self(days))
    }
}

impl WorkingHours {
    /// The hours that are meant; none for any time.
    pub(crate) async fn meant(&self, ws: &Workspace) -> Result<Option<Hours>, Problem> {
        let usual = api::usual_hours(ws).await?;
        let said = self.hours.is_some() || self.days.is_some() || self.whose.is_some();
        if self.any_time || (!said && !usual.on) {
            return Ok(None);
        }
        let mut hours = usual.hours;
        self.put(&mut hours);
        Ok(Some(hours))
    }

    fn put(&self, hours: &mut Hours) {
        if let Some(Times(from, to)) = self.hours {
            (hours.from, hours.to) = (from, to);
        }
        if let Some(WeekDays(days)) = &self.days {
            hours.days.clone_from(days);
        }
        if let Some(whose) = self.whose {
            hours.theirs = matches!(whose, Whose::Theirs);
        }
    }
}

/// The usual hours, and what to change of them.
#[derive(clap::Args, Clone)]
pub(crate) struct Usual {
    /// New distributions keep to them.
    #[arg(long, conflicts_with = "off")]
    on: bool,
    /// New distributions leave at any time.
    #[arg(long)]
    off: bool,
    #[command(flatten)]
    hours: WorkingHours,
    /// The sender's time zone, for people of whom none is known: Europe/Amsterdam.
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// A day without mail, 2026-12-25; may be given again.
    #[arg(long, value_name = "DATE")]
    holiday: Vec<String>,
    /// No longer a day without mail; may be given again.
    #[arg(long, value_name = "DATE")]
    no_holiday: Vec<String>,
}

pub(crate) async fn usual(ws: &Workspace, wanted: Usual, output: &Output) -> Result<Answer, Problem> {
    let before = api::usual_hours(ws).await?;
    let mut now = before.clone();
    wanted.hours.put(&mut now.hours);
    now.on = (before.on || wanted.on) && !wanted.off && !wanted.hours.any_time;
    if let Some(zone) = wanted.zone {
        now.hours.zone = zone;
    }
    if let Some(unknown) = wanted.no_holiday.iter().find(|day| !now.hours.holidays.contains(day)) {
        return Err(Problem::refusal("distribution.hours.holiday").with("text", unknown.as_str()).at(Place::field("no-holiday")));
    }
    now.hours.holidays.retain(|day| !wanted.no_holiday.contains(day));
    now.hours.holidays.extend(wanted.holiday);
    if now != before {
        now = api::set_usual_hours(ws, now).await?;
    }
    output.answer(&ShownUsual::from(&now), || {
        let mut lines = vec![output.words(if now.on { "cli.hours.on" } else { "cli.hours.off" }), told(&now.hours, output)];
        lines.extend(now.hours.holidays.iter().map(|day| format!("  {day}")));
        lines.join("\n")
    });
    Ok(Answer::Done)
}

/// Hours for programs.
#[derive(Serialize)]
pub(crate) struct ShownHours {
    days: Vec<&'static str>,
    from: String,
    to: String,
    zone: String,
    theirs: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
}

#[derive(Serialize)]
struct ShownUsual {
    on: bool,
    #[serde(flatten)]
    hours: ShownHours,
    holidays: Vec<String>,
}

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

impl From<&Hours> for ShownHours {
    fn from(hours: &Hours) -> Self {
        Self {
            days: hours.days.iter().filter_map(|day| DAYS.get(usize::from(*day).checked_sub(1)?).copied()).collect(),
            from: clock(hours.from),
            to: clock(hours.to),
            zone: hours.zone.clone(),
            theirs: hours.theirs,
            since: hours.since.clone(),
        }
    }
}

impl From<&UsualHours> for ShownUsual {
    fn from(usual: &UsualHours) -> Self {
        Self { on: usual.on, hours: (&usual.hours).into(), holidays: usual.hours.holidays.clone() }
    }
}

/// Hours for people.
pub(crate) fn told(hours: &Hours, output: &Output) -> String {
    let shown = ShownHours::from(hours);
    let message = Message::new(if hours.theirs { "cli.hours.theirs" } else { "cli.hours.sender" });
    let message = message.with("days", shown.days.join(", ")).with("from", shown.from).with("to", shown.to).with("zone", shown.zone);
    match &hours.since {
        None => output.say(&message),
        Some(since) => format!("{} {}", output.say(&message), output.say(&Message::new("cli.hours.since").with("at", since.as_str()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_and_days_are_read_as_people_write_them() {
        let times = |text: &str| text.parse::<Times>().ok().map(|times| (times.0, times.1));
        assert_eq!(times("09:00-18:30"), Some((540, 1110)));
        assert_eq!(times("0:00-24:00"), Some((0, 1440)));
        for wrong in ["18:00-09:00", "9-18", "09:60-18:00", "09:00", "24:30-24:40", ""] {
            assert_eq!(times(wrong), None, "{wrong}");
        }
        let days = |text: &str| text.parse::<WeekDays>().ok().map(|days| days.0);
        assert_eq!(days("mon-fri"), Some(vec![1, 2, 3, 4, 5]));
        assert_eq!(days("Mon, wed,sat-sun"), Some(vec![1, 3, 6, 7]));
        for wrong in ["", "fri-mon", "holiday"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
    }
}
