//! The job that sends letters: what it puts off, until when, what it gives up, and how fast it goes, against a mail server that is told what
//! to answer. The house's clock stands still until it is moved.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use banderole::app::figures;
use banderole::app::outbox::{self, TRIES};
use banderole::domain::chore::{Letter, MailChore};
use banderole::domain::lang::Lang;
use banderole::domain::refusal::Refusal;
use banderole::jobs::{Jobs, Post};
use banderole::mail::{Mailer, Security, Smtp, SmtpConfig};
use banderole::telemetry::figures::Counter;
use jiff::SignedDuration;

use crate::house::House;

/// How the mail server is, and what it was asked.
#[derive(Debug, Default)]
struct Mood {
    /// What it says to a recipient; none: it hangs up on whoever calls.
    answer: Option<&'static str>,
    /// Whom it was asked to take a letter to, and when.
    asked: Vec<(String, Instant)>,
    /// Letters that it took.
    taken: usize,
}

const TAKES: Option<&str> = Some("250 OK");

/// A mail server on a port of its own; its mood may be changed at any time.
fn server() -> (u16, Arc<Mutex<Mood>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let mood = Arc::new(Mutex::new(Mood::default()));
    let of_thread = Arc::clone(&mood);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let _ = talk(stream, &of_thread);
        }
    });
    (port, mood)
}

/// One conversation (RFC 5321), as far as this house goes in it.
fn talk(mut stream: TcpStream, mood: &Mutex<Mood>) -> std::io::Result<()> {
    if mood.lock().expect("a mood").answer.is_none() {
        return Ok(());
    }
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    stream.write_all(b"220 test\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let mut said = "250 OK";
        if line.starts_with("RCPT") {
            let mut mood = mood.lock().expect("a mood");
            mood.asked.push((line, Instant::now()));
            said = mood.answer.unwrap_or("421 away");
        } else if line == "DATA" {
            stream.write_all(b"354 go on\r\n")?;
            while lines.next().transpose()?.is_some_and(|line| line != ".") {}
            mood.lock().expect("a mood").taken += 1;
        }
        stream.write_all(format!("{said}\r\n").as_bytes())?;
    }
    Ok(())
}

/// A house whose jobs run, with these people's letters left in it, sent to this server.
fn start(port: u16, per_minute: u32, to: &[&str]) -> (House, Jobs) {
    let house = House::open();
    let config = SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        user: String::new(),
        password: String::new(),
        from: "agir@exemple.org".parse().expect("an address"),
        ca_file: None,
        timeout: Duration::from_secs(20),
    };
    let mailer = Mailer::Smtp(Box::new(Smtp::new(config).expect("a right configuration")));
    to.iter().for_each(|name| leave(&house, name));
    let post = Post { mailer, per_minute, origin: "https://agir.exemple.org".to_owned() };
    let jobs = house.block_on(async { Jobs::start(&house.app, post) });
    (house, jobs)
}

/// Leaves a letter, which is due at once.
fn leave(house: &House, name: &str) {
    let (to, now) = (format!("{name}@exemple.fr"), house.app.now());
    let left = house.app.store.write(move |tx| {
        let letter = Letter::SigninCode { first_name: "Inès".to_owned(), code: "K7M2QX".to_owned() };
        tx.leave_mail(MailChore { to: to.parse().expect("an address"), lang: Lang::Fr, letter }, now)?;
        Ok::<_, Refusal>(())
    });
    house.block_on(left).expect("the record can be written");
}

/// Seconds until the next letter is due; none when none waits.
fn due_in(house: &House) -> Option<i64> {
    let due = outbox::next_due(&house.app).expect("the record can be read");
    due.map(|due| due.duration_since(house.app.now()).as_secs())
}

/// Rings, and waits until the next letter is due in so many seconds.
#[track_caller]
fn becomes(house: &House, want: Option<i64>) {
    house.app.bells.mail.notify_one();
    let start = Instant::now();
    while due_in(house) != want {
        assert!(start.elapsed() < Duration::from_secs(20), "due in {:?}, not in {want:?}", due_in(house));
        std::thread::yield_now();
    }
}

/// Letters sent, put off and given up.
fn counted(house: &House) -> [u64; 3] {
    let figures = &house.app.figures;
    [&figures.letters_sent, &figures.letters_put_off, &figures.letters_given_up].map(Counter::get)
}

/// Whom the server was asked to take a letter to, in order.
fn asked(mood: &Mutex<Mood>) -> Vec<String> {
    let mood = mood.lock().expect("a mood");
    let name = |line: &str| line.split(['<', '@']).nth(1).unwrap_or_default().to_owned();
    mood.asked.iter().map(|(line, _)| name(line)).collect()
}

#[test]
fn a_letter_waits_for_its_time_and_is_sent_once() {
    let (port, mood) = server();
    let (house, jobs) = start(port, 60_000, &["ines"]);
    becomes(&house, Some(30));
    assert_eq!(counted(&house), [0, 1, 0]);
    house.pass(SignedDuration::from_secs(30));
    becomes(&house, Some(60));
    assert_eq!(counted(&house), [0, 2, 0], "the second wait is longer");

    // That a letter does not leave is seen by one that was left after it, and leaves.
    mood.lock().expect("a mood").answer = TAKES;
    house.pass(SignedDuration::from_secs(59));
    leave(&house, "zoe");
    becomes(&house, Some(1));
    assert_eq!(asked(&mood), ["zoe"], "not a second before it is due");
    house.pass(SignedDuration::from_secs(1));
    becomes(&house, None);
    house.pass(SignedDuration::from_hours(24));
    leave(&house, "ana");
    becomes(&house, None);
    assert_eq!((asked(&mood), mood.lock().expect("a mood").taken), (["zoe", "ines", "ana"].map(str::to_owned).to_vec(), 3), "once each");
    assert_eq!(counted(&house), [3, 2, 0]);
    house.block_on(jobs.stop());
}

#[test]
fn a_letter_that_is_refused_is_given_up_where_the_keeper_sees_it() {
    let (port, mood) = server();
    mood.lock().expect("a mood").answer = Some("550 5.1.1 no such person");
    let (house, jobs) = start(port, 60_000, &["ines"]);
    becomes(&house, None);
    assert_eq!((counted(&house), asked(&mood).len()), ([0, 0, 1], 1), "at once");
    assert!(figures::tell(&house.app).contains("letters_given_up_total 1\n"), "{}", figures::tell(&house.app));
    house.block_on(jobs.stop());
}

#[test]
fn a_letter_is_tried_so_often_and_then_given_up() {
    let (port, mood) = server();
    mood.lock().expect("a mood").answer = Some("451 4.2.1 try again");
    let (house, jobs) = start(port, 60_000, &["ines"]);
    for tries in 0..TRIES - 1 {
        let wait = outbox::delay(tries);
        becomes(&house, Some(wait.as_secs()));
        house.pass(wait);
    }
    becomes(&house, None);
    assert_eq!((counted(&house), asked(&mood).len()), ([0, 11, 1], 12));
    house.block_on(jobs.stop());
}

#[test]
fn letters_leave_no_faster_than_the_server_bears() {
    let (port, mood) = server();
    mood.lock().expect("a mood").answer = TAKES;
    let (house, jobs) = start(port, 240, &["ines", "zoe", "ana"]);
    becomes(&house, None);
    house.block_on(jobs.stop());
    let mood = mood.lock().expect("a mood");
    let [(_, first), _, (_, last)] = mood.asked.as_slice() else { panic!("not three: {mood:?}") };
    // A quarter of a second after each answer, at least.
    assert!(*last - *first >= Duration::from_millis(500), "{:?}", *last - *first);
}
