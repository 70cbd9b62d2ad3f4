//! Words that speak of what the law protects most (L15; GDPR 9): a hint, never a judgement. Pure.

use super::fold;
use super::kinds::Special;

/// Beginnings of words, folded, and what they speak of; a blank at the end makes it the whole word (`ill`, not `illustrator`).
const WORDS: &[(Special, &[&str])] = &[
    (
        Special::Health,
        &[
            "ill ",
            "illness",
            "sick ",
            "cancer",
            "chemo ",
            "pregnan",
            "disabled",
            "disabilit",
            "wheelchair",
            "depress",
            "diabet",
            "diagnos",
            "burnout",
            "hiv ",
            "surgery",
            "therapy",
            "addict",
            "alcoholic",
            "miscarr",
            "krank ",
            "krankgeschrieben",
            "krankheit",
            "krebs",
            "schwanger",
            "behinder",
            "rollstuhl",
            "reha ",
            "therapie",
            "psychisch",
            "suchtig",
            "alkoholi",
            "fehlgeburt",
            "erkrank",
        ],
    ),
    (
        Special::Belief,
        &[
            "catholic",
            "protestant",
            "muslim",
            "jewish",
            "hindu",
            "buddhis",
            "atheis",
            "religious",
            "katholisch",
            "evangelisch",
            "judisch",
            "glaubig",
            "konfession",
        ],
    ),
    (
        Special::Politics,
        &["party member", "member of the party", "votes for", "voted for", "parteimitglied", "parteibuch", "wahlt die ", "wahlt den "],
    ),
    (Special::Union, &["trade union", "union member", "shop steward", "gewerkschaft", "betriebsrat"]),
    (Special::Origin, &["ethnic", "refugee", "asylum", "migrationshintergrund", "gefluchtet", "ethnie", "ethnisch", "asyl "]),
    (
        Special::SexLife,
        &["gay ", "lesbian", "bisexual", "homosexual", "transgender", "queer ", "schwul", "lesbisch", "bisexuell", "homosexuell"],
    ),
];

/// What a text may speak of, each once, in the order of the list.
#[must_use]
pub fn special(text: &str) -> Vec<Special> {
    let words = fold::words(text) + " ";
    let says = |wanted: &&str| words.contains(&format!(" {wanted}"));
    WORDS.iter().filter(|(_, all)| all.iter().any(says)).map(|(what, _)| *what).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_persons_health_belief_or_life_is_noticed_in_both_languages() {
        for (text, what) in [
            ("On sick leave until May, cancer", vec![Special::Health]),
            ("Ist schwanger, ab Juni in Elternzeit", vec![Special::Health]),
            ("Süchtig nach Kaffee?", vec![Special::Health]),
            ("Muslim; a TRADE UNION member", vec![Special::Belief, Special::Union]),
            ("Jüdisch, im Betriebsrat", vec![Special::Belief, Special::Union]),
            ("votes for the Greens", vec![Special::Politics]),
            ("came as a refugee, is gay", vec![Special::Origin, Special::SexLife]),
        ] {
            assert_eq!(special(text), what, "{text}");
        }
    }

    #[test]
    fn what_notes_usually_say_is_not() {
        for text in [
            "",
            "Mail before 11:00, no attachments over 5 MB",
            "Illustrator; covers health policy, religion and the unions",
            "Gayle Sickert, hived off to the Sunday desk. Ask for Roma Christian",
            "Rehasport und Krankenhäuser sind sein Thema; Parteien und Wahlen auch",
            "日本語 \u{202e} 😀",
        ] {
            assert_eq!(special(text), [], "{text}");
        }
    }
}
