//! Tests of what is written, and of the folder. Those against a mail server are in `tests/it/mail.rs`.

use jiff::Timestamp;
use proptest::prelude::*;

use super::compose::{html, message, text};
use super::{Folder, Mailer, Outgoing, Security, SendError, Smtp, SmtpConfig};
use crate::domain::chore::{Letter, MailChore};
use crate::domain::lang::Lang;
use crate::domain::text::Email;

mod news;

fn outgoing<'a>(number: u64, chore: &'a MailChore, network: &'a str) -> Outgoing<'a> {
    Outgoing { number, chore, network, colour: "#0f6b66", origin: "https://agir.exemple.org" }
}

fn email(text: &str) -> Email {
    text.parse().expect("an address")
}

fn now() -> Timestamp {
    "2026-11-28T10:15:00.123Z".parse().expect("a time")
}

/// A team's invitation, by somebody who writes more than a name.
fn invitation(by: &str) -> Letter {
    Letter::Invitation {
        team: "Montreuil en commun".to_owned(),
        by: by.to_owned(),
        until: "2026-12-12T10:15:00Z".parse().expect("a time"),
        link: "/invitations/a.b.c".to_owned(),
        stop: "/links/uninvite/a.b.d".to_owned(),
    }
}

#[test]
fn an_invitation_says_who_sends_it_and_how_to_get_no_other() {
    for lang in Lang::ALL {
        let chore = chore("zoe@exemple.fr", lang, invitation("Inès Moreau"));
        let text = text(&outgoing(1, &chore, "Printemps local"), now()).expect("written");
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(format!("invitation.{}", lang.tag()), format!("{}\n\n{}", text.subject, text.body));
        });
        let hostile = super::tests::chore("zoe@exemple.fr", lang, invitation("Inès\r\nBcc: x@y.fr\n\nhttps://mal.exemple"));
        let message = written(&hostile, "Printemps local", 7);
        let headers = headers(&message);
        assert!(headers.iter().all(|(name, _)| name != "Bcc"), "{headers:?}");
        let stop = headers.iter().find(|(name, _)| name == "List-Unsubscribe").map(|(_, value)| value.as_str());
        assert_eq!(stop, Some("<https://agir.exemple.org/links/uninvite/a.b.d>"));
    }
}

#[test]
fn an_older_list_is_asked_in_words_that_say_why_and_how_to_be_forgotten() {
    for lang in Lang::ALL {
        for again in [false, true] {
            let letter = Letter::Claim {
                first_name: "Zoé".to_owned(),
                again,
                until: "2027-01-27T10:15:00Z".parse().expect("a time"),
                link: "/claim/a.b.c".to_owned(),
                stop: "/links/unclaim/a.b.d".to_owned(),
            };
            let chore = chore("zoe@exemple.fr", lang, letter);
            let text = text(&outgoing(1, &chore, "Printemps local"), now()).expect("written");
            let name = format!("claim{}.{}", if again { "_again" } else { "" }, lang.tag());
            insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(name, format!("{}\n\n{}", text.subject, text.body));
            });
        }
    }
}

fn letters(first_name: &str) -> [Letter; 3] {
    let (first_name, code) = (first_name.to_owned(), "K7M2QX".to_owned());
    [
        Letter::SignupCode { first_name: first_name.clone(), code: code.clone() },
        Letter::SignupKnown { first_name: first_name.clone(), code: code.clone() },
        Letter::SigninCode { first_name, code },
    ]
}

fn chore(to: &str, lang: Lang, letter: Letter) -> MailChore {
    MailChore { to: email(to), lang, letter }
}

fn written(chore: &MailChore, network: &str, number: u64) -> Vec<u8> {
    message(&outgoing(number, chore, network), &email("agir@exemple.org"), now()).expect("written").formatted()
}

/// Header names and values of a message, unfolded.
fn headers(message: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8(message.to_vec()).expect("ASCII");
    let head = text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
    head.split("\r\n").map(|line| line.split_once(": ").expect("a header")).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

#[test]
fn every_letter_in_every_language() {
    let network = "Printemps local";
    for lang in Lang::ALL {
        for letter in letters("Inès") {
            let name = format!(
                "{}.{}",
                serde_json::to_value(&letter).expect("JSON").as_object().expect("a map").keys().next().expect("a name"),
                lang.tag()
            );
            let chore = chore("ines@exemple.fr", lang, letter);
            let text = text(&outgoing(1, &chore, network), now()).expect("written");
            assert!(text.subject.contains("K7M2QX") && text.subject.contains("Printemps local"), "{}", text.subject);
            assert!(text.body.split("\n\n").any(|paragraph| paragraph == "K7M2QX"), "{name}: the code has a paragraph of its own");
            assert!(!text.body.contains("http") && !text.body.contains("www."), "{name}: no letter holds a link that signs in");
            insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(name, format!("{}\n\n{}", text.subject, text.body));
            });
        }
    }
}

#[test]
fn a_whole_message() {
    let [_, _, letter] = letters("Inès");
    let chore = chore("ines@exemple.fr", Lang::Fr, letter);
    let message = String::from_utf8(written(&chore, "Printemps local & Cie", 42)).expect("ASCII");
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!("message", message.replace('\r', ""));
    });
}

#[test]
fn a_letter_keeps_its_message_id_and_others_have_their_own() {
    let id = |number, to: &str, code: &str| {
        let letter = Letter::SigninCode { first_name: "Inès".to_owned(), code: code.to_owned() };
        let chore = chore(to, Lang::Fr, letter);
        let headers = headers(&written(&chore, "P", number));
        headers.into_iter().find(|(name, _)| name == "Message-ID").expect("an id").1
    };
    let first = id(1, "a@exemple.fr", "K7M2QX");
    assert!(first.starts_with("<1.") && first.ends_with("@exemple.org>"), "{first}");
    assert_eq!(first, id(1, "a@exemple.fr", "K7M2QX"));
    for other in [id(2, "a@exemple.fr", "K7M2QX"), id(1, "b@exemple.fr", "K7M2QX"), id(1, "a@exemple.fr", "K7M2QY")] {
        assert_ne!(first, other);
    }
}

#[test]
fn whoever_is_not_proved_is_not_named() {
    // A first name is free text: nobody may have it mailed to a stranger's address.
    let [signup, ..] = letters("Gagnez 1000 euros sur exemple.com");
    for lang in Lang::ALL {
        let chore = chore("a@exemple.fr", lang, signup.clone());
        let text = text(&outgoing(1, &chore, "P"), now()).expect("written");
        assert!(!text.body.contains("1000") && !text.subject.contains("1000"));
    }
}

#[test]
fn a_colour_that_is_none_is_not_written() {
    let [letter, ..] = letters("x");
    let chore = chore("a@exemple.fr", Lang::En, letter);
    for (colour, want) in [("#b3261e", "#b3261e"), ("red;background:url(//x)", "#0f6b66"), ("#b3261", "#0f6b66"), ("", "#0f6b66")] {
        let letter = Outgoing { colour, ..outgoing(1, &chore, "P") };
        let message = message(&letter, &email("agir@exemple.org"), now()).expect("written").formatted();
        let message = String::from_utf8(message).expect("ASCII").replace("=\r\n", "");
        assert!(message.contains(&format!("border-top:6px solid {want}\"")) && !message.contains("url("), "{colour}");
    }
}

#[test]
fn addresses_go_out_in_ascii() {
    let [letter, ..] = letters("x");
    let headers = headers(&written(&chore("ines@bücher.example", Lang::Fr, letter), "P", 1));
    assert!(headers.contains(&("To".to_owned(), "ines@xn--bcher-kva.example".to_owned())), "{headers:?}");
}

proptest! {
    #[test]
    fn nothing_written_by_people_adds_a_header_or_markup(name in "(\\PC|[\r\n\t<>\"&:]){0,60}", first_name in "(\\PC|[\r\n<>&]){0,30}", which in 0usize..3) {
        let letter = letters(&first_name)[which].clone();
        let chore = chore("ines@exemple.fr", Lang::Fr, letter);
        let message = written(&chore, &name, 7);
        let names: Vec<_> = headers(&message).into_iter().map(|(name, _)| name).collect();
        prop_assert_eq!(names, ["Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type"]);
        prop_assert!(message.is_ascii());
        prop_assert!(message.split(|b| *b == b'\n').all(|line| line.len() <= 999), "RFC 5322, 2.1.1");
        let text = text(&outgoing(7, &chore, &name), now()).expect("written");
        prop_assert!(!text.subject.contains(['\r', '\n']));
        let paragraphs = text.body.split("\n\n").count();
        let plain = text_of(&chore, "x");
        prop_assert_eq!(paragraphs, plain.split("\n\n").count(), "no paragraph is added");
        let page = html(&outgoing(7, &chore, &name), &text).expect("written");
        prop_assert_eq!(page.matches(['<', '>', '"']).count(), page_of(letters("x")[which].clone()).matches(['<', '>', '"']).count(), "no markup is added");
    }
}

fn page_of(letter: Letter) -> String {
    let chore = chore("ines@exemple.fr", Lang::Fr, letter);
    let letter = outgoing(7, &chore, "x");
    html(&letter, &text(&letter, now()).expect("written")).expect("written")
}

fn text_of(chore: &MailChore, name: &str) -> String {
    text(&outgoing(7, chore, name), now()).expect("written").body
}

#[tokio::test]
async fn a_folder_holds_letters_in_order() {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("data/mail");
    let mailer = Mailer::Folder(Folder::new(&folder, email("agir@exemple.org")));
    for (number, later) in [(9, 0), (10, 0), (11, 1)] {
        let [letter, ..] = letters("x");
        let chore = chore("a@exemple.fr", Lang::Fr, letter);
        let at = now() + jiff::SignedDuration::from_secs(later);
        mailer.send(&outgoing(number, &chore, "P"), at).await.expect("laid");
        // A second try lays the same file again.
        mailer.send(&outgoing(number, &chore, "P"), at).await.expect("laid");
    }
    mailer.rest().await;
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).expect("a folder").map(|e| e.expect("a file").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    assert_eq!(names, ["20261128T101500.123-0000000009.eml", "20261128T101500.123-0000000010.eml", "20261128T101501.123-0000000011.eml"]);
    let first = std::fs::read(folder.join(&names[0])).expect("a letter");
    assert_eq!(headers(&first)[0].0, "Message-ID");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_tried_again_later() {
    let root = tempfile::tempdir().expect("a folder");
    let blocked = root.path().join("mail");
    std::fs::write(&blocked, "a file").expect("written");
    let mailer = Mailer::Folder(Folder::new(&blocked, email("agir@exemple.org")));
    let [letter, ..] = letters("x");
    let chore = chore("a@exemple.fr", Lang::Fr, letter);
    let error = mailer.send(&outgoing(1, &chore, "P"), now()).await.expect_err("blocked");
    assert!(error.is_worth_another_try(), "{error}");
}

fn smtp(host: &str, security: Security) -> SmtpConfig {
    SmtpConfig {
        host: host.to_owned(),
        port: 9,
        security,
        user: String::new(),
        password: "secret".to_owned(),
        from: email("agir@exemple.org"),
        ca_file: None,
        timeout: SmtpConfig::TIMEOUT,
    }
}

#[tokio::test]
async fn without_tls_only_this_machine_is_spoken_to() {
    let mailer = Mailer::Smtp(Box::new(Smtp::new(smtp("192.0.2.1", Security::None)).expect("right")));
    let [letter, ..] = letters("x");
    let chore = chore("a@exemple.fr", Lang::Fr, letter);
    let error = mailer.send(&outgoing(1, &chore, "P"), now()).await.expect_err("refused");
    assert!(matches!(&error, SendError::Later(why) if why.contains("smtp_security")), "{error}");
}

#[test]
fn a_wrong_authority_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ca.pem");
    for content in [None, Some("not a certificate"), Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")] {
        if let Some(content) = content {
            std::fs::write(&file, content).expect("written");
        }
        let config = SmtpConfig { ca_file: Some(file.clone()), ..smtp("mail.exemple.org", Security::Tls) };
        let error = Smtp::new(config).expect_err("no authority");
        assert!(!error.is_empty());
    }
}

#[test]
fn a_password_is_not_printed() {
    let smtp = Smtp::new(smtp("mail.exemple.org", Security::Tls)).expect("right");
    assert!(!format!("{smtp:?}").contains("secret"));
}
