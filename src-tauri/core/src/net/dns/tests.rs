use super::testing::NameServer;
use super::*;
use crate::net::log::{ConnectionEnd, Log, Purpose};

#[tokio::test]
async fn what_is_there_is_found_whole_and_through_aliases() {
    let server = NameServer::start();
    let long = "x".repeat(900);
    server.text("a.example.org", &long).alias("b.example.org", "a.example.org");
    server.exchange("example.org", 20, "late.example.org").exchange("example.org", 10, "Soon.example.org");
    server.exchange("none.example.org", 0, "");
    server.address("mail.example.org", "192.0.2.1").address("mail.example.org", "2001:db8::1");
    let dns = Dns::at(server.at(), &Log::default()).unwrap();
    assert_eq!(dns.texts("a.example.org").await.unwrap(), std::slice::from_ref(&long), "longer than one packet");
    assert_eq!(dns.texts("b.example.org").await.unwrap(), [long]);
    let hosts: Vec<String> = dns.exchanges("example.org").await.unwrap().into_iter().map(|mx| mx.host).collect();
    assert_eq!(hosts, ["soon.example.org", "late.example.org"]);
    assert_eq!(dns.exchanges("none.example.org").await.unwrap()[0].host, "", "RFC 7505");
    assert_eq!(dns.addresses("mail.example.org").await.unwrap().len(), 2);
}

#[tokio::test]
async fn nothing_there_no_such_name_and_nobody_to_ask_are_three_things() {
    let server = NameServer::start();
    server.address("mail.example.org", "192.0.2.1").fails_at("broken.example.org");
    let dns = Dns::at(server.at(), &Log::default()).unwrap();
    assert_eq!(dns.texts("mail.example.org").await, Ok(Vec::new()));
    assert_eq!(dns.texts("example.org").await, Ok(Vec::new()), "only something below it is there");
    assert_eq!(dns.texts("nobody.example.org").await, Err(DnsFault::NoSuchName));
    assert_eq!(dns.texts("broken.example.org").await, Err(DnsFault::Failed));
    assert_eq!(dns.texts("a b.\u{1}").await, Err(DnsFault::BadName));
    server.silent(true);
    assert_eq!(dns.texts("mail.example.org").await, Err(DnsFault::NobodyAnswers));
    assert!(DnsFault::NobodyAnswers.leaves_unknown() && !DnsFault::NoSuchName.leaves_unknown());
}

#[test]
fn a_name_server_is_an_address_with_or_without_a_port() {
    assert_eq!(read_server(" 192.0.2.1 "), Some("192.0.2.1:53".parse().unwrap()));
    assert_eq!(read_server("127.0.0.1:5353"), Some("127.0.0.1:5353".parse().unwrap()));
    assert_eq!(read_server("2001:db8::1"), Some("[2001:db8::1]:53".parse().unwrap()));
    for bad in ["", "dns.example.org", "1.2.3"] {
        assert_eq!(read_server(bad), None);
    }
}

/// Questions to name servers are in the list of connections (S10): one line for each server, what it was asked is in none.
#[tokio::test]
async fn who_is_asked_is_written_down_and_what_is_asked_is_not() {
    let server = NameServer::start();
    server.text("a.example.org", &"x".repeat(900)).address("mail.example.org", "192.0.2.1");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.jsonl");
    let log = Log::at(file.clone(), crate::clock::SystemClock::shared());
    let dns = Dns::at(server.at(), &log).unwrap();
    dns.texts("a.example.org").await.unwrap();
    let first = log.newest(9).unwrap();
    assert_eq!((first.len(), first[0].outcome), (1, ConnectionEnd::Open));
    dns.addresses("mail.example.org").await.unwrap();
    drop(dns);
    let ended = async {
        loop {
            let all = log.newest(9).unwrap();
            if all[0].outcome != ConnectionEnd::Open {
                return all;
            }
            tokio::task::yield_now().await;
        }
    };
    let all = tokio::time::timeout(Duration::from_secs(20), ended).await.unwrap();
    assert_eq!((all.len(), all[0].outcome, all[0].about.purpose), (1, ConnectionEnd::Ended, Purpose::Names));
    assert_eq!((all[0].host.as_str(), all[0].port, all[0].tls.as_deref()), ("127.0.0.1", server.at().port(), Some("none")));
    assert!(all[0].sent > 60 && all[0].received > 1_000, "a text that fits into no packet comes over TCP: {:?}", all[0]);
    assert!(!std::fs::read_to_string(&file).unwrap().contains("example"));
    server.silent(true);
    let unheard = Dns::at(server.at(), &log).unwrap();
    unheard.texts("mail.example.org").await.unwrap_err();
    drop(unheard);
    let silent = async {
        while log.newest(1).unwrap()[0].outcome == ConnectionEnd::Open {
            tokio::task::yield_now().await;
        }
        log.newest(1).unwrap().remove(0)
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(20), silent).await.unwrap().outcome, ConnectionEnd::NoAnswer);
}
