//! Mistyped domains: found, asked for and mended, one by one and all at once.

use super::api::{self, Slip};
use super::*;
use crate::ids::PersonId;
use crate::workspace::testing::Desk;

async fn person(desk: &Desk, name: &str, addresses: &[&str]) -> PersonId {
    let input = PersonInput {
        name: name.to_owned(),
        addresses: addresses.iter().map(|address| api::new_address((*address).to_owned())).collect(),
        ..PersonInput::of_kind(PersonKind::Journalist)
    };
    api::add(&desk.ws, input).await.unwrap().id
}

async fn count(desk: &Desk, question: &str) -> u32 {
    let whom = crate::segments::api::Whom { query: Some(question.to_owned()), segment: None };
    crate::segments::api::count(&desk.ws, whom).await.unwrap()
}

async fn told(desk: &Desk) -> Vec<(String, String, String)> {
    let slips = api::slips(&desk.ws, 100).await.unwrap();
    assert_eq!(slips.count as usize, slips.slips.len());
    slips.slips.into_iter().map(|Slip { name, address, meant, .. }| (name, address, meant)).collect()
}

async fn addresses(desk: &Desk, person: PersonId) -> Vec<String> {
    api::show(&desk.ws, person).await.unwrap().fields.addresses.into_iter().map(|one| one.address).collect()
}

#[tokio::test]
async fn whoever_has_a_mistyped_domain_is_asked_for_told_and_mended_in_one_act() {
    let desk = Desk::new();
    let ana = person(&desk, "Ana Reis", &["Ana.Reis@GMIAL.com"]).await;
    let bo = person(&desk, "Bo Lund", &["bo@gmail.com", "bo@gmal.com"]).await;
    person(&desk, "Cy Fox", &["cy@mail.com"]).await;
    person(&desk, "田中愛子", &[]).await;
    for n in 0..5 {
        person(&desk, &format!("Di Ash {n}"), &[&format!("di{n}@outlok.com")]).await;
    }
    assert_eq!((count(&desk, "typo:yes").await, count(&desk, "typo:no").await, count(&desk, "typo:yes name:bo").await), (2, 7, 1));
    let slip = |name: &str, address: &str, meant: &str| (name.to_owned(), address.to_owned(), meant.to_owned());
    let both = [slip("Bo Lund", "bo@gmal.com", "bo@gmail.com"), slip("Ana Reis", "Ana.Reis@GMIAL.com", "Ana.Reis@gmail.com")];
    assert_eq!(told(&desk).await, both, "what five and more have is no slip");
    assert_eq!(api::mend_slips(&desk.ws, Some(vec![ana])).await.unwrap(), 1);
    assert_eq!((addresses(&desk, ana).await, count(&desk, "typo:yes").await), (vec!["Ana.Reis@gmail.com".to_owned()], 1));
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(told(&desk).await, both);
    assert_eq!(api::mend_slips(&desk.ws, None).await.unwrap(), 2);
    assert_eq!((addresses(&desk, bo).await, count(&desk, "typo:yes").await), (vec!["bo@gmail.com".to_owned()], 0));
    assert_eq!(api::mend_slips(&desk.ws, None).await.unwrap(), 0);
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!((told(&desk).await.len(), addresses(&desk, bo).await.len()), (2, 2));
}

#[tokio::test]
async fn what_was_perhaps_meant_is_known_while_an_address_is_written() {
    let desk = Desk::new();
    let meant = async |written: &str| api::meant(&desk.ws, written).await.unwrap();
    for (written, known) in [
        ("Ana.Reis@GMIAL.com", Some("Ana.Reis@gmail.com")),
        (" ana@gmial.com ", Some("ana@gmail.com")),
        ("ana@gmail.com", None),
        ("ana@mail.com", None),
        ("ana@gmial", None),
        ("ana", None),
        ("@gmial.com", None),
        ("", None),
    ] {
        assert_eq!(meant(written).await.as_deref(), known, "{written:?}");
    }
    api::keep_domain(&desk.ws, "gmial.com".to_owned()).await.unwrap();
    assert_eq!(meant("ana@gmial.com").await, None, "somebody called it right");
    for n in 0..5 {
        person(&desk, &format!("Di Ash {n}"), &[&format!("di{n}@outlok.com")]).await;
    }
    assert_eq!(meant("ana@outlok.com").await, None, "what five have is no slip");
}

#[tokio::test]
async fn who_asked_not_to_be_written_to_gets_no_address_that_they_never_had() {
    let desk = Desk::new();
    let ana = person(&desk, "Ana Reis", &["ana@gmial.com"]).await;
    api::unsubscribe(&desk.ws, ana, String::new()).await.unwrap();
    assert_eq!(api::mend_slips(&desk.ws, None).await.unwrap(), 0);
    assert_eq!(addresses(&desk, ana).await, ["ana@gmial.com"]);
    // Nor who asked after a bounce, which alone is why an address is mended.
    for further in [SuppressionReason::Unsubscribed, SuppressionReason::Complained, SuppressionReason::Asked] {
        let desk = Desk::new();
        let bo = person(&desk, "Bo Lund", &["bo@gmal.com"]).await;
        let cy = person(&desk, "Cy Fox", &["cy@hotmial.com"]).await;
        for address in ["bo@gmal.com", "cy@hotmial.com"] {
            api::suppress(&desk.ws, address.to_owned(), SuppressionReason::Bounced, "550".to_owned()).await.unwrap();
        }
        api::suppress(&desk.ws, "bo@gmal.com".to_owned(), further, "by phone".to_owned()).await.unwrap();
        assert_eq!(api::mend_slips(&desk.ws, None).await.unwrap(), 1, "{further:?}");
        let now = (addresses(&desk, bo).await, addresses(&desk, cy).await);
        assert_eq!(now, (vec!["bo@gmal.com".to_owned()], vec!["cy@hotmail.com".to_owned()]));
    }
}

#[tokio::test]
async fn what_other_lists_judged_is_judged_anew_at_opening_and_what_history_brings_back_at_once() {
    let desk = Desk::new();
    let ana = person(&desk, "Ana Reis", &["ana@gmial.com", "ana@ledger.example.net"]).await;
    let spoil = |ws: &crate::workspace::Workspace| {
        let sql = "UPDATE address SET mark = CASE WHEN mark = 0 THEN 7 ELSE 0 END; DELETE FROM address_judged";
        ws.write_blocking(None, move |tx| Ok(tx.execute_batch(sql)?)).unwrap();
    };
    spoil(&desk.ws);
    let slips = api::slips(&desk.ws, 10).await.unwrap();
    assert_eq!((slips.count, slips.slips.len()), (1, 0), "as if other lists had judged the other one");
    judge_addresses(&desk.ws).unwrap();
    assert_eq!((told(&desk).await.len(), told(&desk).await[0].1.as_str()), (1, "ana@gmial.com"));
    spoil(&desk.ws);
    let again = desk.reopened();
    let slips = api::slips(&again, 10).await.unwrap().slips;
    assert_eq!(slips.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(), ["ana@gmial.com"]);
    // History from before there were marks has none.
    api::delete(&desk.ws, vec![ana]).await.unwrap();
    let sql = "UPDATE change SET old = json_remove(old, '$.mark') WHERE table_name = 'address'";
    desk.ws.write_blocking(None, move |tx| Ok(tx.execute_batch(sql)?)).unwrap();
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!(told(&desk).await.len(), 1);
}

#[tokio::test]
async fn neither_slips_nor_grounds_of_addresses_are_looked_for_in_every_address() {
    let desk = Desk::new();
    let plans = desk
        .ws
        .read_blocking(|tx| {
            let conditions = [
                Condition::of(&Criterion::Typo),
                Condition::of(&Criterion::Basis(Basis::Consent)),
                Condition::of(&Criterion::Basis(Basis::Contract)),
                Condition::of(&Criterion::Basis(Basis::LegitimateInterest)),
            ];
            conditions.iter().map(|one| Ok(super::store::plan(tx, one)?)).collect::<Result<Vec<_>, _>>()
        })
        .unwrap();
    for (plan, index) in plans.iter().zip(["address_slip", "address_consent", "address_contract", "address_elsewhere"]) {
        assert!(plan.contains(index), "{plan}");
    }
}

#[tokio::test]
async fn a_domain_that_is_called_right_is_asked_about_no_more_until_somebody_doubts_it() {
    let desk = Desk::new();
    person(&desk, "Ana Reis", &["ana@gmal.com"]).await;
    person(&desk, "王 小明", &["xm@hotmial.com"]).await;
    assert_eq!(told(&desk).await.len(), 2);
    assert_eq!(api::keep_domain(&desk.ws, " Ana@GMAL.com ".to_owned()).await.unwrap(), "gmal.com");
    assert_eq!(api::keep_domain(&desk.ws, "gmal.com".to_owned()).await.unwrap(), "gmal.com", "said twice it is kept once");
    assert_eq!(told(&desk).await.into_iter().map(|one| one.0).collect::<Vec<_>>(), ["王 小明"]);
    assert_eq!((count(&desk, "typo:yes").await, count(&desk, "typo:no").await), (1, 1));
    assert_eq!(api::slips(&desk.ws, 9).await.unwrap().right, ["gmal.com"]);
    // Whoever comes later with it is asked about as little.
    let bo = person(&desk, "Bo Lund", &["bo@gmal.com"]).await;
    assert_eq!(api::show(&desk.ws, bo).await.unwrap().addresses[0].meant, None);
    assert_eq!(api::mend_slips(&desk.ws, None).await.unwrap(), 1);
    assert_eq!(addresses(&desk, bo).await, ["bo@gmal.com"]);
    // What does not look mistyped cannot be called right, whatever it is.
    for none in ["gmail.com", "ledger.example.net", "", "@", &"ж".repeat(300)] {
        assert_eq!(api::keep_domain(&desk.ws, none.to_owned()).await.unwrap_err().code, "contacts.no_slip", "{none}");
    }
    assert_eq!(api::doubt_domain(&desk.ws, "hotmial.com".to_owned()).await.unwrap_err().code, "contacts.not_right");
    api::doubt_domain(&desk.ws, "gmal.com".to_owned()).await.unwrap();
    assert_eq!(count(&desk, "typo:yes").await, 2);
    crate::workspace::api::undo(&desk.ws, crate::PLUGS, None).await.unwrap();
    assert_eq!((count(&desk, "typo:yes").await, api::slips(&desk.ws, 9).await.unwrap().right.len()), (0, 1));
}
