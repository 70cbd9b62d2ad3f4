//! What only the network knows before Send (D22), looked for when the user asks: domains that take no mail, and links that are dead.

use std::collections::BTreeMap;

use tokio::task::JoinSet;

use super::before::{FindingCard, SendRequest};
use crate::accounts;
use crate::distribution::draw::draw;
use crate::error::{Place, Problem};
use crate::ids::PersonId;
use crate::jobs::{Outcome, Registry};
use crate::literature::{Attachment, Document};
use crate::messages::Message;
use crate::net::dns::{Dns, DnsFault};
use crate::net::{About, Dialer, Log, Page, Purpose, Web};
use crate::rendering;
use crate::segments::Fields;
use crate::workspace::Workspace;

/// So many questions are open at once.
const AT_ONCE: usize = 16;
/// Most links that are looked at: a text has fewer.
const MOST_LINKS: usize = 200;
/// People who are named for a domain that takes no mail; the rest is counted.
const NAMED: usize = 20;

/// What a look online found.
#[derive(Debug, Clone, serde::Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OnlineReport {
    /// What was found; none of it blocks.
    pub findings: Vec<FindingCard>,
    /// Domains that were asked about.
    pub domains: u32,
    /// Links that were looked at.
    pub links: u32,
    /// Of how many nobody could tell.
    pub unknown: u32,
}

/// What a domain says of mail.
enum Mail {
    Taken,
    /// It says that it takes none (RFC 7505).
    Refused,
    /// There is no such domain, or no server of it.
    Nowhere,
    Unknown,
}

/// Asks the domain name system about every receiver's domain, and the web about every link of the text. Only names and addresses that
/// stand in the list and the text leave this machine. Cancelled between two questions.
///
/// # Errors
/// As [`review`](super::review); `accounts.no_resolver`, `distribution.online_cancelled`.
pub async fn check_online(ws: &Workspace, request: SendRequest) -> Result<OnlineReport, Problem> {
    let job = ws.part::<Registry>().begin(Message::new("distribution.job.online"));
    let cancelled = || Problem::refusal("distribution.online_cancelled");
    let done = tokio::select! {
        done = checking(ws, request, &job) => done,
        () = job.until_cancelled() => Err(cancelled()),
    };
    job.end(match &done {
        Ok(_) => Outcome::Done,
        Err(problem) if problem.code == "distribution.online_cancelled" => Outcome::Cancelled,
        Err(problem) => Outcome::Failed { problem: problem.clone() },
    });
    done
}

async fn checking(ws: &Workspace, request: SendRequest, job: &crate::jobs::Handle) -> Result<OnlineReport, Problem> {
    let (secret, now, fields) = (*ws.secret(), ws.now(), ws.part::<Fields>());
    let (people, texts, files) = ws
        .read(move |tx| {
            let drawn = draw(tx, &request, &fields, &secret, now)?;
            let mut people: BTreeMap<String, Vec<(PersonId, String)>> = BTreeMap::new();
            for chosen in drawn.chosen {
                let domain = chosen.address.domain().to_owned();
                people.entry(domain).or_default().push((chosen.person, chosen.address.as_typed()));
            }
            let texts = std::iter::once(drawn.revision).chain(drawn.versions.into_iter().map(|version| version.revision));
            let (texts, files): (Vec<_>, Vec<_>) = texts.map(|text| (text.text, text.attachments)).unzip();
            let files: Vec<_> = files.into_iter().flatten().filter_map(|file| Some((file.link.clone()?, file))).collect();
            Ok((people, texts, files))
        })
        .await?;
    let mut links: Vec<_> = texts.iter().flat_map(|text| rendering::web_links(&Document::parse(text))).collect();
    links.truncate(MOST_LINKS);
    let dns = accounts::dns(ws).await?;
    let web = ws
        .part::<Looking>()
        .0
        .clone()
        .unwrap_or_else(|| Web::new(ws.part::<Dialer>().as_ref().clone().noting(&ws.part::<Log>(), About::of(Purpose::Links))));
    let mut report =
        OnlineReport { findings: Vec::new(), domains: count(people.len()), links: count(links.len() + files.len()), unknown: 0 };
    let (mut done, total) = (0_u64, (people.len() + links.len() + files.len()) as u64);
    let mut step = || {
        done += 1;
        job.progress(done, Some(total));
    };
    let mut asking = JoinSet::new();
    let mut waiting = people.keys().cloned().collect::<Vec<_>>().into_iter();
    let mut answers = BTreeMap::new();
    loop {
        while asking.len() < AT_ONCE
            && let Some(domain) = waiting.next()
        {
            let dns = dns.clone();
            asking.spawn(async move {
                let says = mail_of(&dns, &domain).await;
                (domain, says)
            });
        }
        let Some(answer) = asking.join_next().await else { break };
        step();
        if let Ok((domain, says)) = answer {
            answers.insert(domain, says);
        }
    }
    for (domain, these) in people {
        let key = match answers.get(&domain) {
            Some(Mail::Taken) => continue,
            Some(Mail::Refused) => "distribution.finding.null_mx",
            Some(Mail::Nowhere) => "distribution.finding.no_mx",
            Some(Mail::Unknown) | None => {
                report.unknown += 1;
                continue;
            }
        };
        let n = these.len();
        for (person, address) in these.into_iter().take(NAMED) {
            let what = Message::new(key).with("domain", domain.as_str()).with("address", address).with("n", n);
            report.findings.push(FindingCard { blocks: false, what, person: Some(person), places: Vec::new(), version: None });
        }
    }
    for (url, place) in links {
        let page = web.look(&url).await;
        step();
        note(&mut report, &page, &url, place);
    }
    for (url, file) in files {
        let (page, length) = web.weigh(&url).await;
        step();
        let place = Place { proposal: Some(file.name.clone()), ..Place::field("file") };
        match of_another_size(&page, length, &url, &file) {
            Some(what) => report.findings.push(FindingCard { blocks: false, what, person: None, places: vec![place], version: None }),
            None => note(&mut report, &page, &url, place),
        }
    }
    Ok(report)
}

/// What is to be said if something stands there that is not as large as the file here: another version, most likely.
fn of_another_size(page: &Page, length: Option<u64>, url: &str, file: &Attachment) -> Option<Message> {
    let length = length.filter(|length| *page == Page::There && *length != file.bytes)?;
    let what = Message::new("distribution.finding.download_size").with("link", shown(url)).with("file", file.name.as_str());
    Some(what.with("there", length).with("here", file.bytes))
}

/// Says what became of a look at a link, if it is not there.
fn note(report: &mut OnlineReport, page: &Page, url: &str, place: Place) {
    let why = match page {
        Page::There => return,
        Page::Unknown => {
            report.unknown += 1;
            return;
        }
        Page::Gone(_) => "gone",
        Page::NoSite => "no_site",
        Page::Private => "private",
        Page::Circles => "circles",
    };
    let what = Message::new("distribution.finding.dead_link").with("link", shown(url)).with("why", why);
    report.findings.push(FindingCard { blocks: false, what, person: None, places: vec![place], version: None });
}

fn shown(url: &str) -> String {
    url.chars().take(120).collect()
}

async fn mail_of(dns: &Dns, domain: &str) -> Mail {
    let Some(name) = idna::domain_to_ascii(domain).ok() else { return Mail::Unknown };
    match dns.exchanges(&name).await {
        Ok(found) if found.is_empty() => match dns.addresses(&name).await {
            Ok(at) if at.is_empty() => Mail::Nowhere,
            Ok(_) => Mail::Taken,
            Err(fault) => of_fault(fault),
        },
        Ok(found) if found.iter().all(|mx| mx.host.is_empty()) => Mail::Refused,
        Ok(_) => Mail::Taken,
        Err(fault) => of_fault(fault),
    }
}

fn of_fault(fault: DnsFault) -> Mail {
    if fault.leaves_unknown() { Mail::Unknown } else { Mail::Nowhere }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Who looks at pages, where a test brings its own; a [part](Workspace::part) of the workspace.
#[derive(Debug, Default)]
pub(crate) struct Looking(pub(crate) Option<Web>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_another_size_behind_a_link_is_said_and_an_unknown_size_is_not() {
        let file = Attachment {
            asset: 1.into(),
            name: "film.mp4".to_owned(),
            media_type: "video/mp4".to_owned(),
            bytes: 48_200_000,
            sha256: String::new(),
            position: 0,
            inline: false,
            content_id: String::new(),
            alt: String::new(),
            for_whom: None,
            link: Some("https://example.org/film.mp4".to_owned()),
            keeps_place: false,
        };
        let says = |page: &Page, length| of_another_size(page, length, "https://example.org/film.mp4", &file);
        let other = says(&Page::There, Some(47_000_000)).unwrap();
        for language in [crate::messages::Language::En, crate::messages::Language::De] {
            let text = other.text(language);
            assert!(text.contains("film.mp4") && text.contains("48") && text.contains("47") && !text.contains(['{', '}']), "{text}");
        }
        assert_eq!(says(&Page::There, Some(48_200_000)), None);
        assert_eq!(says(&Page::There, None), None);
        assert_eq!(says(&Page::Gone(404), Some(9)), None, "a page that is not there is said to be that");
    }
}
