//! What the shells ask of distributions: look before, send, watch, brake, answer for it after.

mod act;
mod answer;
mod approval;
mod before;
mod breakers;
mod carried;
mod certify;
mod consent;
mod correct;
mod due;
mod files;
mod first;
mod go_on;
mod hours;
mod leave;
mod letter;
mod look;
mod look_first;
mod notice;
mod one;
mod online;
mod relevance;
mod repair;
mod schedule;
mod send;
mod standing;
mod watch;

pub use crate::distribution::breakers::Breakers;
pub use crate::distribution::consent::PressNews;
pub use crate::distribution::first::First;
pub use crate::distribution::languages::LanguageCount;
pub use crate::distribution::notice::Notice;
pub use crate::distribution::pace::Spread;
pub use crate::distribution::schedule::{Late, Schedule, Start};
pub use act::{
    Settle, Which, adopt, copy_question, drive, missing, pause, resolve, retry, start_engine, stop, take_back, test_mail, under_way,
};
pub use answer::{answer_with_code, answer_with_file, review_file, save_review_file};
pub(crate) use approval::approved_by;
pub use approval::{
    ApprovalFor, ApprovalSeen, ApprovalState, ApprovalView, AskApproval, approval, approval_barred, approvals, approve, ask_approval,
    ask_approval_to_send, send_back, take_back_approval, withdraw_approval,
};
pub use before::{EmbargoMode, ExclusionSum, FindingCard, LeftOutCard, Review, SendRequest, review, review_left_out, review_with_files};
pub use breakers::{HeldDomain, breakers, release_domain, set_breakers};
pub use carried::{Carried, CarriedIn, carrying};
pub use certify::{certificate, certificate_keys, verify_certificate};
pub use consent::{ConsentCard, press_news, review_without_consent, set_press_news};
pub use correct::{Correcting, copy, correct};
pub use due::{Due, DueFor, continue_run, due, hand_over, send_due};
pub use files::{FileFor, FilePerson, FileSet, file_sets, match_files, match_paths};
pub use first::{FirstCard, first_few, keep_waiting};
pub use go_on::{resume, resume_account};
pub use hours::{Everywhere, Hours, UsualHours, everywhere, set_usual_hours, usual_hours};
pub use leave::{LeftByClick, leave_by_click};
pub use letter::{LetterCard, letter};
pub use look::{LookCard, begin_look, look, look_card};
pub(in crate::distribution) use look_first::before_going_on;
pub use look_first::{FoundSent, LookedFirst, begin_resume, look_first, to_look_first, without_look};
pub use notice::{
    NoticeCard, NoticeOf, ToldByMail, note_given, notice_of, notice_sources, preview, privacy_notice, proposed_notice, set_own_source,
    set_privacy_notice, take_back_given,
};
pub use one::{OneOff, to_one};
#[cfg(test)]
pub(crate) use online::Looking;
pub use online::{OnlineReport, check_online};
pub use relevance::{RelevanceCard, RelevanceSum, relevance_of, relevance_to, review_uninterested};
pub use repair::{Repair, Whose, repair, try_repair};
pub use schedule::{reschedule, when};
pub use send::{Ahead, review_ahead, send, send_ahead};
pub use standing::{ApprovalStanding, approval_standings};
pub use watch::{
    AccountUse, DeliveryCard, DeliveryView, DistributionCard, EvidenceCard, ExcludedCount, MailTouch, deliveries_after, export_csv,
    left_out, list, list_of_document, open_view, show, touches, used, verify, view_rows,
};
pub(crate) use watch::{cards_of, of_document};
