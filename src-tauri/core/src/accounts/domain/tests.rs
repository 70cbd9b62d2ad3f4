use std::net::IpAddr;

use super::spf::{Broken, Says};
use super::*;
use crate::accounts::ServerChoice;
use crate::accounts::api::{self, AccountInput};
use crate::messages::Language;
use crate::net::dns::testing::NameServer;
use crate::net::{Log, Tls};
use crate::workspace::testing::Desk;

const PROVIDER: &str = "include:spf.protection.outlook.com";

async fn desk(from: &str, host: &str) -> (Desk, AccountId, NameServer) {
    let (desk, server) = (Desk::new(), NameServer::start());
    api::use_resolver(&desk.ws, &server.at().to_string()).unwrap();
    let input = AccountInput {
        kind: AccountKind::Smtp,
        from: from.to_owned(),
        server: ServerChoice { host: host.to_owned(), port: 465, tls: Tls::Implicit, user: String::new() },
        ..AccountInput::practice("Press".to_owned(), None)
    };
    let id = api::add(&desk.ws, input).await.unwrap().id;
    (desk, id, server)
}

fn standings(report: &DomainReport) -> Vec<Standing> {
    for finding in &report.findings {
        for language in [Language::En, Language::De] {
            let words = [Some(&finding.says), finding.todo.as_ref()].into_iter().flatten().map(|message| message.text(language));
            let words: String = words.collect();
            assert!(!words.contains(['{', '}']) && !words.contains("accounts."), "said in full: {words}");
        }
        let plain = finding.standing == Standing::Unknown || finding.standing == Standing::Good;
        assert!(plain || finding.todo.is_some(), "what to do is said: {finding:?}");
    }
    report.findings.iter().map(|finding| finding.standing).collect()
}

fn key_of(report: &DomainReport, part: DomainPart) -> &str {
    report.part(part).unwrap().says.key.rsplit_once('.').unwrap().1
}

#[tokio::test]
async fn a_domain_in_order_is_said_to_be_in_order() {
    use Standing::Good;
    let (desk, id, server) = desk("press@example.org", "mail.example.org").await;
    server.exchange("example.org", 10, "mx.example.org").address("mail.example.org", "192.0.2.9");
    server.text("example.org", "other=1").text("example.org", "v=spf1 include:_spf.example.net -all");
    server.text("_spf.example.net", "v=spf1 ip4:192.0.2.0/28 -all");
    server.text("_dmarc.example.org", "v=DMARC1; p=reject; rua=mailto:d@example.org");
    server.text("s1._domainkey.example.org", "v=DKIM1; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    let report = api::check_domain(&desk.ws, id).await.unwrap();
    assert_eq!(standings(&report), [Good; 5], "{report:#?}");
    assert_eq!(key_of(&report, DomainPart::Alignment), "aligned_spf");
    assert_eq!(api::domain_report(&desk.ws, id).await.unwrap(), Some(report), "kept");
    // Another server is another matter.
    let card = api::named(&desk.ws, Some("Press".to_owned())).await.unwrap();
    let server = ServerChoice { host: "other.example.org".to_owned(), ..card.fields.server.clone() };
    api::edit(&desk.ws, id, AccountInput { server, ..card.fields }).await.unwrap();
    assert_eq!(api::domain_report(&desk.ws, id).await.unwrap(), None);
}

#[tokio::test]
async fn offline_everything_is_unknown_and_nothing_is_missing() {
    let (desk, id, server) = desk("press@example.org", "mail.example.org").await;
    for name in ["example.org", "mail.example.org", "_dmarc.example.org", "_dmarc.org"] {
        server.fails_at(name);
    }
    for selector in USUAL_SELECTORS {
        server.fails_at(&record_name(selector, "example.org"));
    }
    let report = api::check_domain(&desk.ws, id).await.unwrap();
    assert_eq!(standings(&report), [Standing::Unknown; 5], "{report:#?}");
    assert!(report.findings.iter().all(|finding| finding.record.is_none()), "nothing is proposed over what may be there");
}

#[tokio::test]
async fn what_is_missing_comes_with_the_record_to_paste() {
    use Standing::{Look, Wrong};
    let (desk, id, server) = desk("press@example.org", "smtp.office365.com").await;
    server.exchange("example.org", 0, "").address("smtp.office365.com", "198.51.100.1");
    let report = api::check_domain(&desk.ws, id).await.unwrap();
    assert_eq!(standings(&report), [Wrong, Wrong, Look, Look, Look], "{report:#?}");
    assert_eq!((key_of(&report, DomainPart::Mx), key_of(&report, DomainPart::Spf)), ("mx_null", "spf_none"));
    let spf = report.part(DomainPart::Spf).unwrap().record.clone().unwrap();
    assert_eq!((spf.name.as_str(), spf.value), ("example.org", format!("v=spf1 mx {PROVIDER} ~all")));
    let dmarc = report.part(DomainPart::Dmarc).unwrap().record.clone().unwrap();
    assert_eq!((dmarc.name.as_str(), dmarc.kind.as_str()), ("_dmarc.example.org", "TXT"));
    assert!(dmarc::read(&dmarc.value).is_some(), "what is proposed can be read");

    server.text("example.org", "v=spf1 mx -all");
    let report = api::check_domain(&desk.ws, id).await.unwrap();
    assert_eq!(key_of(&report, DomainPart::Spf), "spf_not_named");
    assert_eq!(report.part(DomainPart::Spf).unwrap().record.clone().unwrap().value, format!("v=spf1 mx {PROVIDER} -all"));
    server.forget("example.org").text("example.org", &format!("v=spf1 {PROVIDER} -all"));
    server.text("spf.protection.outlook.com", "v=spf1 ip4:203.0.113.0/24 -all");
    let report = api::check_domain(&desk.ws, id).await.unwrap();
    assert_eq!(key_of(&report, DomainPart::Spf), "spf_good", "its provider is named, though mail is handed in elsewhere");
}

#[tokio::test]
async fn a_free_mailbox_over_a_foreign_server_is_refused_by_name() {
    let (desk, id, server) = desk("harbour.trust@gmail.com", "mail.example.org").await;
    server.exchange("gmail.com", 5, "gmail-smtp-in.l.google.com").text("gmail.com", "v=spf1 redirect=_spf.google.com");
    server.text("_spf.google.com", "v=spf1 ip4:198.51.100.0/24 ~all").text("_dmarc.gmail.com", "v=DMARC1; p=none; sp=quarantine");
    server.address("mail.example.org", "192.0.2.9");
    let report = api::check_domain(&desk.ws, id).await.unwrap();
    let alignment = report.part(DomainPart::Alignment).unwrap();
    assert_eq!((alignment.standing, key_of(&report, DomainPart::Alignment)), (Standing::Wrong, "free_mail"));
    let mut account = service::by_id(&desk.ws, id).await.unwrap();
    assert!(is_foreign_free_mail(&account));
    for host in ["smtp.gmail.com", "smtp-relay.gmail.com", "127.0.0.1"] {
        account.server.host = host.to_owned();
        assert!(!is_foreign_free_mail(&account), "{host}");
    }
}

#[tokio::test]
async fn keys_of_our_own_are_held_against_their_records() {
    let (desk, id, server) = desk("press@news.example.org", "relay.example.org").await;
    desk.ws.set_part(std::sync::Arc::new(crate::accounts::Keychain::in_memory()));
    server.exchange("news.example.org", 10, "mx.example.org").address("relay.example.org", "192.0.2.9");
    server.text("news.example.org", "v=spf1 ip4:203.0.113.1 ~all").text("_dmarc.example.org", "v=DMARC1; p=none; sp=reject; adkim=r");
    let input = api::DkimInput { domain: "example.org".to_owned(), selector: "press".to_owned(), kind: api::DkimKind::Ed25519 };
    let key = api::make_dkim(&desk.ws, id, input).await.unwrap().keys[0].clone();
    api::sign_with_dkim(&desk.ws, id, true, true).await.unwrap();
    let report = api::check_domain(&desk.ws, id).await.unwrap();
    assert_eq!((key_of(&report, DomainPart::Dkim), key_of(&report, DomainPart::Dmarc)), ("dkim_missing", "dmarc_reject"));
    assert_eq!(key_of(&report, DomainPart::Alignment), "aligned_perhaps", "whether SPF passes, nobody can tell from here");
    server.text(&key.record_name, &key.record);
    let report = api::check_domain(&desk.ws, id).await.unwrap();
    assert_eq!((key_of(&report, DomainPart::Dkim), key_of(&report, DomainPart::Alignment)), ("dkim_own", "aligned_dkim"));
    // Strict alignment: a key of the domain above does not answer.
    server.forget("_dmarc.example.org").text("_dmarc.example.org", "v=DMARC1; p=none; adkim=s");
    let report = api::check_domain(&desk.ws, id).await.unwrap();
    assert_eq!(key_of(&report, DomainPart::Alignment), "aligned_perhaps");
}

#[tokio::test]
async fn spf_is_walked_as_receivers_walk_it() {
    let server = NameServer::start();
    let dns = Dns::at(server.at(), &Log::default()).unwrap();
    let ours: Vec<IpAddr> = vec!["192.0.2.9".parse().unwrap(), "2001:db8::9".parse().unwrap()];
    let walked = async |record: &str| {
        server.forget("x.example").text("x.example", record);
        spf::walk(&dns, "x.example", &ours).await.unwrap()
    };
    server.address("mail.x.example", "192.0.2.1").exchange("x.example", 1, "mail.x.example");
    for (record, says) in [
        ("v=spf1 ip4:192.0.2.9 -all", Says::Pass),
        ("v=spf1 ip4:192.0.2.0/24 -all", Says::Pass),
        ("v=spf1 ip6:2001:db8::/32 -all", Says::Pass),
        ("v=spf1 -ip4:192.0.2.9 +all", Says::Fail),
        ("v=spf1 a:mail.x.example/24 -all", Says::Pass),
        ("v=spf1 a:mail.x.example -all", Says::Fail),
        ("v=spf1 exists:mail.x.example ~all", Says::Pass),
        ("v=spf1 ~all", Says::SoftFail),
        ("V=SPF1 ptr ?ALL", Says::Neutral),
        ("v=spf1", Says::Neutral),
        ("v=spf1 exp=why.x.example other=1 -all", Says::Fail),
    ] {
        let found = walked(record).await;
        assert_eq!((found.says, found.broken), (Some(says), None), "{record}");
    }
    assert_eq!(walked("v=spf1 ipv4:192.0.2.9 -all").await.broken, Some(Broken::Word("ipv4:192.0.2.9".to_owned())));
    assert_eq!(walked("v=spf1 ip4:192.0.2.999 -all").await.broken, Some(Broken::Word("ip4:192.0.2.999".to_owned())));
    assert_eq!(walked("v=spf1 include:gone.example -all").await.broken, Some(Broken::Gone("gone.example".to_owned())));
    assert!(walked("v=spf1 exists:%{i}.x.example -all").await.depends);
    assert!(walked("v=spf1 mx +all").await.open && !walked("v=spf1 mx ~all").await.open);
    assert_eq!(walked("v=spf1 include:x.example -all").await.lookups, 31, "a circle ends");
    server.text("x.example", "v=spf1 -all");
    assert_eq!(spf::walk(&dns, "x.example", &ours).await.unwrap().broken, Some(Broken::Two));
    server.forget("x.example").text("x.example", "nothing of the kind");
    assert_eq!(spf::walk(&dns, "x.example", &ours).await.unwrap().record, None);
    server.fails_at("deep.example");
    server.forget("x.example").text("x.example", "v=spf1 include:deep.example -all");
    assert!(spf::walk(&dns, "x.example", &ours).await.is_err(), "what could not be asked is not judged");
}

#[tokio::test]
async fn the_tree_of_dmarc_is_walked_to_where_the_organisation_begins() {
    let server = NameServer::start();
    let dns = Dns::at(server.at(), &Log::default()).unwrap();
    let walked = async |domain: &str| dmarc::walk(&dns, domain).await.unwrap();
    server.text("_dmarc.example.org", "v=DMARC1; p=reject; sp=none");
    let own = walked("example.org").await;
    assert_eq!((own.policy, own.organisation.as_str()), (Some(dmarc::Policy::Reject), "example.org"));
    let below = walked("a.news.example.org").await;
    assert_eq!((below.policy, below.organisation.as_str()), (Some(dmarc::Policy::None), "example.org"));
    server.text("_dmarc.bank", "v=DMARC1; p=reject; psd=y; rua=mailto:x@bank");
    let under = walked("mail.harbour.bank").await;
    assert_eq!((under.policy, under.organisation.as_str()), (Some(dmarc::Policy::Reject), "harbour.bank"));
    server.text("_dmarc.dept.example.org", "v=DMARC1; p=none; psd=n; rua=mailto:x@example.org");
    assert_eq!(walked("a.dept.example.org").await.organisation, "dept.example.org", "it says that it is one of its own");
    assert_eq!(walked("nothing.example").await.counts, None);
    server.text("_dmarc.two.example", "v=DMARC1; p=none").text("_dmarc.two.example", "v=DMARC1; p=reject");
    assert!(walked("two.example").await.several);
    server.text("_dmarc.odd.example", "v=DMARC1; p=refuse");
    assert!(walked("odd.example").await.unreadable.is_some());
}
