//! Every table of the record is in an export, made anew from what is, or named as left out.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use tempfile::TempDir;

use super::{LEFT_OUT, SECRET, of, take};
use crate::app::import::{Fate, Sums};
use crate::app::pictures::sum_of;
use crate::domain::event::{Event, EventStatus};
use crate::domain::refusal::Refusal;
use crate::domain::reminder::ladder;
use crate::media::files::Files;
use crate::store::nouns::{filled, rows};
use crate::store::samples::{at, event, event_id, media_id, member_id};
use crate::store::{Failure, Store, erased_hash};

/// A record with something in every table, and an export of it.
fn exported(place: &TempDir) -> (Store, Arc<Files>, Vec<u8>) {
    let files = Arc::new(Files::open(place.path().join("media")).expect("a folder"));
    files.save(media_id(1), [b"small", b"medium", b"large"]).expect("saved");
    let store = filled();
    let ready = store.write_blocking(|tx| {
        // A picture that waits for an owner is in no export.
        tx.delete_picture(media_id(2));
        tx.put_picture_sum(media_id(1), &sum_of([b"small", b"medium", b"large"]));
        Ok::<_, Failure>(())
    });
    ready.expect("written");
    let (export, _) = of(&store, &files, at(20), Vec::new(), &mut |_| {}).expect("written");
    (store, files, export)
}

/// Reads an export back; what was not taken, too.
fn taken(store: &Store, files: &Arc<Files>, export: &[u8]) -> (Sums, Vec<(&'static str, Refusal)>) {
    let mut refused = Vec::new();
    let sums = take::into(store, files, at(20), export, &mut |file, _, fate| {
        if let Fate::Refused(refusal) = fate {
            refused.push((file, refusal.clone()));
        }
    });
    (sums.expect("an export"), refused)
}

/// A table without a row in an export must be named with its reason: whoever adds a table decides what becomes of it.
#[test]
fn every_table_is_in_an_export_or_named_as_left_out() {
    let place = TempDir::new().expect("a folder");
    let (first, files, export) = exported(&place);
    let second = Store::memory();
    let (sums, refused) = taken(&second, &files, &export);
    assert!(refused.is_empty() && sums.taken > 10, "{refused:?}");
    assert_eq!(second.verify(), Ok(vec![]));
    let (was, is) = (rows(&first), rows(&second));
    let left_out: BTreeMap<_, _> = LEFT_OUT.into_iter().collect();
    assert_eq!(left_out.len(), LEFT_OUT.len());
    assert!(left_out.keys().all(|table| was.contains_key(table)), "no table has such a name");
    for (table, rows) in &was {
        match left_out.get(table) {
            None => assert!(!rows.is_empty() && rows == &is[table], "{table} does not come back as it was, and is not named as left out"),
            Some(reason) => assert!(*reason != SECRET || is[table].is_empty(), "{table} holds secrets"),
        }
    }
    let (again, _) = of(&second, &files, at(20), Vec::new(), &mut |_| {}).expect("written");
    assert!(again == export, "what was read back is written as it was");
    let (sums, refused) = taken(&second, &files, &export);
    // Both networks hold who was erased, and nobody of them.
    assert_eq!((sums.taken, refused), (0, vec![]));
}

#[test]
fn an_older_export_brings_nobody_back() {
    let place = TempDir::new().expect("a folder");
    let (first, files, export) = exported(&place);
    let second = Store::memory();
    let erased = |store: &Store, n: u8| {
        let done = store.write_blocking(move |tx| {
            tx.put_erased(&erased_hash(member_id(n)), at(9));
            Ok::<_, Failure>(())
        });
        done.expect("written");
    };
    erased(&second, 3);
    let (_, refused) = taken(&second, &files, &export);
    let want = Refusal::field("id", "erased");
    assert_eq!(refused.first(), Some(&("members.jsonl", want)));
    assert_eq!(refused.iter().map(|(file, _)| *file).collect::<HashSet<_>>(), ["members.jsonl", "rsvps.jsonl"].into());
    assert_eq!(second.verify(), Ok(vec![]));
    // And an erasure in the one does not damage the other, in which they are.
    let third = Store::memory();
    taken(&third, &files, &export);
    erased(&first, 77);
    let done = first.write_blocking(|tx| {
        tx.put_erased(&erased_hash(member_id(1)), at(9));
        Ok::<_, Failure>(())
    });
    done.expect("written");
    let (later, _) = of(&first, &files, at(20), Vec::new(), &mut |_| {}).expect("written");
    let (sums, refused) = taken(&third, &files, &later);
    assert_eq!((sums.taken, refused), (1, vec![("erased.jsonl", Refusal::field("hash", "erased"))]));
    assert_eq!(third.verify(), Ok(vec![]));
}

/// Exports of before they told which reminders were given: what was due by now is not given again.
#[test]
fn reminders_that_were_due_are_not_given_again() {
    let mut event = Event { status: EventStatus::Published, organisers: vec![], ..event(1) };
    event.facts.team = None;
    let rungs = ladder(&event.facts);
    let line = serde_json::to_vec(&super::EventForm::from(event)).expect("JSON");
    assert!(!String::from_utf8_lossy(&line).contains("reminded"));
    let mut writer = super::Writer::new(Vec::new(), 0);
    writer.part("events.jsonl", &line).expect("written");
    let (place, store) = (TempDir::new().expect("a folder"), Store::memory());
    let files = Arc::new(Files::open(place.path()).expect("a folder"));
    let archive = writer.end().expect("written");
    take::into(&store, &files, rungs[1].due, &archive[..], &mut |_, _, _| {}).expect("an export");
    let given = store.read(|tx| tx.reminders_given(event_id(1))).expect("it reads");
    assert_eq!(given, [(rungs[0].step, rungs[0].due), (rungs[1].step, rungs[1].due)]);
}
