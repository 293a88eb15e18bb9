//! The keeper's verbs, through the real program: on a stopped record and on a running server.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use banderole::domain::refusal::Refusal;
use banderole::store::{Options, Store};
use tempfile::TempDir;

const MEMBERS: &str = "email,first_name,last_name,postcode,town,country,pledged_at,external_id\n\
    lead@exemple.fr,Inès,Moreau,93100,Montreuil,FR,2026-01-01T00:00:00Z,p1\n\
    yes@exemple.fr,Yanis,Benali,69001,Lyon,FR,2026-01-01T00:00:00Z,p2\n\
    invited@exemple.fr,Léa,Roux,,Lyon,FR,,p3\n\
    not an address,Bad,Row,,,,,p4\n";
const TEAMS: &str = "external_id,name,description,kind,town,postcode,country,lead_email\n\
    t1,Équipe Montreuil,Bonjour,local,Montreuil,93100,FR,lead@exemple.fr\n\
    t2,Sans personne,Bonjour,local,Lyon,69001,FR,nobody@exemple.fr\n";
const EVENTS: &str = "{\"title\":\"Tractage au marché\",\"kind\":\"leafleting\",\"starts_at\":\"2030-05-04T10:00:00+02:00\",\"town\":\"Montreuil\",\"postcode\":\"93100\",\"country\":\"FR\",\"capacity\":1,\"team_external_id\":\"t1\",\"organiser_email\":\"lead@exemple.fr\",\"external_id\":\"e1\"}\n\
    {\"title\":\"Trop long\",\"kind\":\"leafleting\",\"starts_at\":\"2030-05-04T10:00:00Z\",\"ends_at\":\"2030-06-04T10:00:00Z\",\"town\":\"Lyon\",\"external_id\":\"e2\"}\n\
    not json\n";
const RSVPS: &str =
    "event_external_id,email,answer,guests\ne1,lead@exemple.fr,going,0\ne1,yes@exemple.fr,going,0\ne9,yes@exemple.fr,going,0\n";

/// The program, on this folder.
pub fn banderole(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_banderole"));
    command.env("BANDEROLE_DATA", data).env_remove("BANDEROLE_LISTEN").env("LC_ALL", "C");
    command
}

/// Runs a verb that reads this text.
pub fn run(data: &Path, words: &[&str], input: &str) -> Output {
    let mut child = banderole(data)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

/// An ended program's exit code, and what it said among other things.
#[track_caller]
pub fn check(output: &Output, code: i32, out: &[&str], err: &[&str]) {
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said}\n{complained}");
    for text in out {
        assert!(said.contains(text), "{text:?} is not in {said}");
    }
    for text in err {
        assert!(complained.contains(text), "{text:?} is not in {complained}");
    }
}

/// Imports all five files: the same words whether a server runs or not.
pub fn import_all(data: &Path) {
    check(&run(data, &["import", "members", "-"], MEMBERS), 4, &["members: 3 taken, 0 there already, 1 refused"], &["line 5", "email"]);
    check(
        &run(data, &["import", "teams", "-"], TEAMS),
        4,
        &["teams: 1 taken"],
        &["line 3: not taken: lead_email: No member has this address (unknown_member)"],
    );
    check(
        &run(data, &["import", "events", "-"], EVENTS),
        4,
        &["events: 1 taken"],
        &["line 2: not taken: ends_at: ", "line 3: not taken: line: This line is not JSON (not_json)"],
    );
    check(
        &run(data, &["import", "rsvps", "-"], RSVPS),
        4,
        &["rsvps: 2 taken"],
        &["line 4: not taken: event_external_id: No event has this name (unknown_event)"],
    );
    let places = "team_external_id,email,role\nt1,yes@exemple.fr,manager\nt1,lead@exemple.fr,member\n";
    check(
        &run(data, &["import", "memberships", "-"], places),
        0,
        &["1 taken, 1 there already"],
        &["line 3: there already: role: lead@exemple.fr, t1 is in the team with another role, which stays as it is (role_kept)"],
    );
}

#[test]
fn imports_are_told_row_by_row_and_a_second_run_changes_nothing() {
    let data = TempDir::new().expect("a folder");
    let dry = run(data.path(), &["import", "members", "-", "--dry-run"], MEMBERS);
    check(&dry, 4, &["members: 3 would be taken, 0 there already, 1 refused"], &["line 5"]);
    check(&run(data.path(), &["member", "list"], ""), 0, &[], &[]);
    assert!(run(data.path(), &["member", "list"], "").stdout.is_empty(), "a dry run keeps nothing");
    import_all(data.path());
    check(&run(data.path(), &["import", "members", "-"], MEMBERS), 4, &["members: 0 taken, 3 there already, 1 refused"], &[]);
    check(&run(data.path(), &["import", "events", "-"], EVENTS), 4, &["events: 0 taken, 1 there already, 2 refused"], &[]);
    check(&run(data.path(), &["import", "rsvps", "-"], RSVPS), 4, &["rsvps: 0 taken, 2 there already, 1 refused"], &[]);
    check(&run(data.path(), &["member", "show", "lead@exemple.fr"], ""), 0, &["Inès Moreau", "given at 2026-01-01"], &[]);
    // An import into a stopped record leaves nothing to the index, and all is sound.
    check(&run(data.path(), &["doctor"], ""), 0, &["ok      record", "ok      index", "ok      media"], &[]);
}

#[test]
fn a_dry_run_sees_what_its_own_file_says_twice() {
    let data = TempDir::new().expect("a folder");
    let twice = "email,first_name,last_name\na@exemple.fr,A,A\nA@exemple.fr,A,A\n";
    let told = ["line 3: there already: email: a@exemple.fr is on line 2 too (on_line)"];
    check(&run(data.path(), &["import", "members", "-", "--dry-run"], twice), 0, &["1 would be taken, 1 there already"], &told);
    check(&run(data.path(), &["import", "members", "-"], twice), 0, &["1 taken, 1 there already"], &told);
    let known = ["line 2: there already: email: a@exemple.fr was there before (known)"];
    check(&run(data.path(), &["import", "members", "-"], twice), 0, &["0 taken, 2 there already"], &known);
}

/// What a row says that nobody can take as it is does not lose the row, and no row promises what has not come yet.
#[test]
fn rows_are_taken_as_far_as_they_can_be() {
    let data = TempDir::new().expect("a folder");
    let members = "email,first_name,last_name,phone,pledged_at\n\
        a@exemple.fr,A,A,call me,2026-01-01\n\
        b@exemple.fr,B,B,,2126-01-01\n\
        c@exemple.fr,C,C,,soon\n";
    let told = [
        "line 2: taken, but phone: This is no telephone number: it is left out (phone_left_out)",
        "line 3: not taken: pledged_at: This date is still to come (in_future)",
        "line 4: not taken: pledged_at: This is no date and time. Example: 2026-11-28T10:30:00+01:00 (bad_form)",
    ];
    check(&run(data.path(), &["import", "members", "-"], members), 4, &["1 taken, 0 there already, 2 refused, 1 with a warning"], &told);
    let nested = "{\"email\": [\"d@exemple.fr\"], \"first_name\": \"D\", \"last_name\": \"D\"}\n";
    let told = ["line 1: not taken: email: This value does not have the type that is expected (wrong_type)"];
    check(&run(data.path(), &["import", "members", "-"], nested), 4, &["0 taken"], &told);
    let events = "title,starts_at,town,capacity,external_id\nTractage,2126-11-28T10:30:00Z,Lyon,1,e1\n";
    check(&run(data.path(), &["import", "events", "-"], events), 0, &["1 taken"], &[]);
    check(&run(data.path(), &["member", "create", "--email", "z@exemple.fr", "--first-name", "Z", "--last-name", "Z"], ""), 0, &[], &[]);
    let rsvps = "event_external_id,email\ne1,a@exemple.fr\ne1,z@exemple.fr\n";
    let told = ["line 3: taken, but answer: The event is full: this answer is on the waiting list (waits)"];
    check(&run(data.path(), &["import", "rsvps", "-"], rsvps), 0, &["2 taken"], &told);
}

/// A row that was refused has promised nothing: the next of its name is taken, in a dry run as in a real one, whatever batch it is in.
#[test]
fn what_was_refused_is_not_there_already() {
    let data = TempDir::new().expect("a folder");
    let more: String = (0..1_200).map(|n| format!("m{n}@exemple.fr,A,A,x{n}\n")).collect();
    let rows = format!("email,first_name,last_name,external_id\nz@exemple.fr,,A,z\n{more}z@exemple.fr,Z,A,z\ny@exemple.fr,Y,A,x1199\n");
    for words in [&["import", "members", "-", "--dry-run"][..], &["import", "members", "-"]] {
        let output = run(data.path(), words, &rows);
        check(&output, 4, &["1201", "1 there already, 1 refused"], &["line 2: not taken: first_name: "]);
        check(&output, 4, &[], &["line 1204: there already: external_id: x1199 is on line 1202 too (on_line)"]);
    }
}

/// Who waits has the rank that the file gives, and whoever comes later in another file waits behind them.
#[test]
fn a_waiting_list_keeps_the_order_of_the_file() {
    let data = TempDir::new().expect("a folder");
    let rows = |of: std::ops::Range<usize>, row: fn(usize) -> String| of.map(row).collect::<String>();
    let members = rows(0..15, |n| format!("m{n}@exemple.fr,A,A,2026-01-01\n"));
    let members = format!("email,first_name,last_name,pledged_at\n{members}");
    check(&run(data.path(), &["import", "members", "-"], &members), 0, &["15 taken"], &[]);
    let event = "title,starts_at,town,capacity,external_id\nTractage,2126-11-28T10:30:00Z,Lyon,1,e1\n";
    check(&run(data.path(), &["import", "events", "-"], event), 0, &["1 taken"], &[]);
    for (of, taken) in [(0..12, "12 taken"), (12..15, "3 taken")] {
        let answers = rows(of, |n| format!("e1,m{n}@exemple.fr\n"));
        check(&run(data.path(), &["import", "rsvps", "-"], &format!("event_external_id,email\n{answers}")), 0, &[taken], &[]);
    }
    let store = Store::open(data.path(), Options::default()).expect("it opens");
    let waiting = store.read(|tx| {
        let event = tx.event_by_external_id(&"e1".parse().expect("a name"))?.expect("it is there");
        let waiting = tx.waiting(event.id, 100)?;
        waiting.into_iter().map(|(member, _)| Ok::<_, Refusal>(tx.member(member)?.expect("it is there").email.to_string())).collect()
    });
    let want: Vec<String> = (1..15).map(|n| format!("m{n}@exemple.fr")).collect();
    assert_eq!(waiting, Ok(want));
}

#[test]
fn a_place_that_nobody_knows_is_told() {
    let data = TempDir::new().expect("a folder");
    let members = "email,first_name,last_name,town,postcode,country,lat,lon\n\
        a@exemple.fr,A,A,Xyzzyville,,FR,,\n\
        b@exemple.fr,A,A,,00001,FR,,\n\
        c@exemple.fr,A,A,Lyon,00001,FR,,\n\
        d@exemple.fr,A,A,Lyon,69001,FR,,\n\
        e@exemple.fr,A,A,Xyzzyville,,FR,45.76,4.83\n\
        g@exemple.fr,A,A,Paris 11e,,FR,,\n\
        h@exemple.fr,A,A,PARIS CEDEX 11,75540,FR,,\n\
        i@exemple.fr,A,A,Saint-Denis (93),,FR,,\n\
        f@exemple.fr,A,A,,,,95,4.83\n\
        j@exemple.fr,A,A,Bagnolet,75011,FR,,\n";
    let told = [
        "line 2: taken, but town: This town is not known: it stays as it is written, and is near no place (off_the_map)",
        "line 3: taken, but postcode: This place is not known: it is left out (place_left_out)",
        "line 4: taken, but postcode: This postcode is not known: the town was gone by (unknown_postcode)",
        "line 8: taken, but postcode: This postcode is not known: the town was gone by (unknown_postcode)",
        "line 10: not taken: lat: No point of the earth has these degrees (no_such_point)",
        "line 11: taken, but postcode: This postcode is not one of that town’s: the town decided (postcode_of_another)",
    ];
    let output = run(data.path(), &["import", "members", "-"], members);
    check(&output, 4, &["members: 9 taken, 0 there already, 1 refused, 5 with a warning"], &told);
    assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), told.len(), "the others are taken without a word");
    let events = "title,starts_at,town,postcode,country,online_url\n\
        Sans lieu,2030-05-04T10:00:00Z,,00001,FR,\n\
        En ligne,2030-05-04T10:00:00Z,,00001,FR,https://visio.exemple.fr/x\n\
        Ailleurs,2030-05-04T10:00:00Z,Xyzzyville,,FR,\n";
    let told = ["line 2: not taken: postcode: This place is not known", "line 3: taken, but postcode: ", "line 4: taken, but town: "];
    check(&run(data.path(), &["import", "events", "-"], events), 4, &["events: 2 taken", "1 refused, 2 with a warning"], &told);
    let teams = "name,postcode,country\nLà-bas,00001,FR\n";
    check(&run(data.path(), &["import", "teams", "-"], teams), 0, &["1 taken", "1 with a warning"], &["line 2: taken, but postcode: "]);
    check(&run(data.path(), &["doctor"], ""), 0, &["ok      record"], &[]);
}

/// Rows that cannot be read are told where they stand among the others, in the keeper's language, on a running server too.
#[test]
fn rows_are_told_in_the_order_of_the_file_and_in_the_keepers_language() {
    let data = TempDir::new().expect("a folder");
    let rows = "{\"email\":\"bad\",\"first_name\":\"A\",\"last_name\":\"A\"}\nnot json\n{\"email\":\"\",\"first_name\":\"A\",\"last_name\":\"A\"}\n{\"cat\":1}\n";
    let told = |data: &Path| {
        let mut command = banderole(data);
        command.env("LC_ALL", "fr_FR.UTF-8").args(["import", "members", "-"]).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        child.stdin.take().expect("a pipe").write_all(rows.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        check(&output, 4, &["4 refusés"], &["ligne 1\u{202f}: refusé\u{202f}: email\u{202f}: "]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        said.lines().filter_map(|line| line.split_once('\u{202f}').map(|(line, _)| line.to_owned())).collect::<Vec<_>>()
    };
    let order = ["banderole: ligne 1", "banderole: ligne 2", "banderole: ligne 3", "banderole: ligne 4"];
    assert_eq!(told(data.path()), order);
    let server = Server::start(data.path());
    assert_eq!(told(data.path()), order);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_long_title_is_cut_at_a_word_and_told() {
    let data = TempDir::new().expect("a folder");
    let title = "mot ".repeat(40);
    let row = format!("{{\"title\":\"{title}\",\"starts_at\":\"2030-05-04T10:00:00Z\",\"town\":\"Lyon\"}}\n");
    check(
        &run(data.path(), &["import", "events", "-"], &row),
        0,
        &["1 taken", "1 with a warning"],
        &["line 1: taken, but title: This was cut at a word: 100 characters at most (cut)"],
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_a_reason() {
    let data = TempDir::new().expect("a folder");
    check(
        &run(data.path(), &["import", "members", "-"], "a,b\n1,2\n"),
        1,
        &[],
        &["names none of the columns of members", "header: The first line names none of the columns (unknown_columns)"],
    );
    check(&run(data.path(), &["import", "members", "/no/such/file"], ""), 2, &[], &["/no/such/file"]);
    check(&run(data.path(), &["import", "cats", "-"], ""), 2, &[], &["cats"]);
    // As a spreadsheet in France writes it; a day is enough for a pledge.
    let sheet = "\u{feff}email;first_name;last_name;pledged_at\r\nzoe@exemple.fr;Zoé;Le Goff;2026-01-02\r\nx@exemple.fr;X;Y;hier\r\n";
    check(&run(data.path(), &["import", "members", "-"], sheet), 4, &["1 taken", "1 refused"], &["line 3: not taken: pledged_at"]);
    check(&run(data.path(), &["member", "show", "zoe@exemple.fr"], ""), 0, &["Zoé Le Goff", "given at 2026-01-01T23:00:00Z"], &[]);
    check(&run(data.path(), &["import", "members", "-"], ""), 0, &["0 taken"], &[]);
}

#[test]
fn whoever_looks_where_nothing_is_leaves_nothing() {
    let data = TempDir::new().expect("a folder");
    let empty = data.path().join("empty");
    for words in [
        &["doctor"][..],
        &["reindex"],
        &["member", "list"],
        &["member", "promote", "a@exemple.fr"],
        &["token", "create", "--email", "a@exemple.fr"],
    ] {
        check(&run(&empty, words, ""), 3, &[], &["holds no network"]);
    }
    assert!(!empty.exists());
}

#[test]
fn a_slip_in_a_file_costs_no_more_than_its_own_row() {
    let data = TempDir::new().expect("a folder");
    let members =
        |text: &str, code: i32, out: &[&str], err: &[&str]| check(&run(data.path(), &["import", "members", "-"], text), code, out, err);
    let header = "email,first_name,last_name,pledged_at\n";
    // A quote that is never closed, and the two rows behind it.
    let open = format!("{header}a@b.org,Al,\"X,2026-01-01\nb@b.org,Bo,Y,2026-01-01\n\nc@c.org,Cy,Z,2026-01-01\n");
    members(
        &open,
        4,
        &["2 taken, 0 there already, 1 refused"],
        &["line 2: not taken: line: A quote that is opened on this line is never closed"],
    );
    let shifted = format!("{header}d@d.org,Di,Le Goff, Anne,2026-01-01\ne@e.org,Ed,E,2026-01-01,,\n");
    members(&shifted, 4, &["1 taken", "1 refused"], &["line 2: not taken: line: There are more values than columns"]);
    members("email,email,first_name,last_name\n", 1, &[], &["given_twice"]);
    members("", 0, &["0 taken"], &["The file is empty"]);
    let utf16 = ["import", "members", "-"];
    let file = data.path().join("utf16.csv");
    std::fs::write(&file, b"\xff\xfee\0m\0a\0i\0l\0").expect("written");
    let utf16 = [utf16[0], utf16[1], file.to_str().expect("a path")];
    check(&run(data.path(), &utf16, ""), 1, &[], &["UTF-8"]);
    // Who is to be invited is no member yet.
    members("email,first_name,last_name\nlee@ex.org,Lee,Li\n", 0, &["1 taken"], &[]);
    let teams = "name,external_id,lead_email\nMontreuil en commun,t1,lee@ex.org\nBrest en commun,t2,\n";
    check(&run(data.path(), &["import", "teams", "-"], teams), 4, &["1 taken"], &["lead_email: This person is invited"]);
    let places = "team_external_id,email,role\nt2,lee@ex.org,member\n";
    check(&run(data.path(), &["import", "memberships", "-"], places), 4, &["0 taken"], &["email: This person is invited"]);
    check(&run(data.path(), &["member", "list"], ""), 0, &["lee@ex.org\tLee Li\tmember\tinvited"], &[]);
}

#[test]
fn members_are_made_listed_shown_and_promoted() {
    let data = TempDir::new().expect("a folder");
    let create = ["member", "create", "--email", "Ines@exemple.fr", "--first-name", "Inès", "--last-name", "Moreau", "--password-stdin"];
    check(&run(data.path(), &create, "trop court\n"), 1, &[], &["password: This is too short: 12 characters at least (too_short)"]);
    check(&run(data.path(), &create, "assez long pour nous\n"), 0, &["created member Ines@exemple.fr"], &[]);
    check(&run(data.path(), &create, "assez long pour nous\n"), 1, &[], &["This address already has an account (email_taken)"]);
    check(&run(data.path(), &["member", "list", "--json"], ""), 0, &["\"email\":\"Ines@exemple.fr\"", "\"role\":\"member\""], &[]);
    check(&run(data.path(), &["member", "promote", "ines@exemple.fr"], ""), 0, &["is now admin"], &[]);
    check(&run(data.path(), &["member", "show", "ines@exemple.fr", "--json"], ""), 0, &["\"role\":\"admin\"", "\"deed\":\"given\""], &[]);
    check(&run(data.path(), &["member", "show", "ines@exemple.fr"], ""), 0, &["pledge version 1 given at 2", "Z (by keeper)"], &[]);
    check(&run(data.path(), &["member", "show", "nobody@exemple.fr"], ""), 1, &[], &["unknown_member"]);
    check(&run(data.path(), &["token", "create", "--email", "ines@exemple.fr"], ""), 0, &["Ines@exemple.fr "], &[]);
    check(
        &run(data.path(), &["token", "create"], "ines@exemple.fr\nnobody@exemple.fr\n"),
        1,
        &["Ines@exemple.fr "],
        &["nobody@exemple.fr: No member has this address"],
    );
}

/// A running server, ended by SIGKILL when a test is done with it.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Server {
    /// Starts it, and waits until it listens.
    pub fn start(data: &Path) -> Self {
        Self::of(banderole(data))
    }

    /// Starts it at a time that stands still.
    pub fn at(data: &Path, clock: &str) -> Self {
        let mut command = banderole(data);
        command.env("BANDEROLE_CLOCK", clock);
        Self::of(command)
    }

    fn of(mut command: Command) -> Self {
        command.env("BANDEROLE_LIMITS", "off").arg("serve");
        Self::up(command)
    }

    /// Starts whatever serves, on a free port.
    pub fn up(mut command: Command) -> Self {
        let mut child = command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let ready = lines.find_map(|line| line.ok()?.strip_prefix("listening on http://").map(str::to_owned)).expect("it listens");
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: ready }
    }

    /// Starts what tells figures too (`--metrics` on port 0); where it tells them.
    pub fn with_figures(mut command: Command) -> (Self, std::net::SocketAddr) {
        command.env("BANDEROLE_LIMITS", "off").args(["--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let mut said = |lead: &str| lines.find_map(|line| line.strip_prefix(lead).map(str::to_owned)).expect("it says where");
        let figures = said("figures on http://").trim_end_matches("/metrics").parse().expect("an address");
        let address = said("listening on http://");
        std::thread::spawn(move || lines.for_each(drop));
        (Self { child, address }, figures)
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once: kill -9.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Tells it to stop, and waits for its exit code.
    pub fn stop(mut self) -> Option<i32> {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill runs");
        assert!(told.success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been stopped already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn verbs_work_on_a_running_server() {
    let data = TempDir::new().expect("a folder");
    let server = Server::start(data.path());
    import_all(data.path());
    check(&run(data.path(), &["member", "list"], ""), 0, &["lead@exemple.fr"], &[]);
    check(&run(data.path(), &["reindex"], ""), 0, &["indexed 1 events and 1 teams"], &[]);
    check(&run(data.path(), &["doctor"], ""), 0, &["ok      record"], &[]);
    let healthy = (0..100).any(|_| run(data.path(), &["health", "--listen", &server.address], "").status.success());
    assert!(healthy, "agenda and index catch up");
    // The folder tells where its server listens.
    let answer = run(data.path(), &["health", "--json"], "");
    check(&answer, 0, &["\"healthy\":true", "\"version\":\""], &[]);
    // A second server on the same folder says who holds it.
    let second = run(data.path(), &["serve", "--listen", "127.0.0.1:0"], "");
    check(&second, 3, &[], &["in use by another program"]);
    let address = server.address.clone();
    assert_eq!(server.stop(), Some(0));
    check(&run(data.path(), &["health", "--json", "--listen", &address], ""), 1, &["\"healthy\":false", "\"error\":\""], &[]);
    check(&run(data.path(), &["doctor"], ""), 0, &["ok      record", "ok      index"], &[]);
}

#[test]
fn a_new_network_says_how_to_become_its_admin() {
    let data = TempDir::new().expect("a folder");
    let mut child = banderole(data.path())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut said = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    while !said.contains("listening on") {
        assert!(out.read_line(&mut said).expect("it speaks") > 0, "{said}");
    }
    assert!(said.contains("/setup?token="), "{said}");
    assert!(said.contains("member create --role admin"), "{said}");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("text");
}

#[test]
fn an_address_beyond_this_machine_needs_a_proxy() {
    let data = TempDir::new().expect("a folder");
    check(&run(data.path(), &["serve", "--listen", "0.0.0.0:0"], ""), 2, &[], &["--behind-proxy"]);
}
