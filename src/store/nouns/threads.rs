//! Tests of the tables of discussions: what verify finds in them, in which order threads and messages come, what is kept of edits.

use super::super::samples::{at, event_id, former, member_id, message, message_id, seat, thread, thread_id};
use super::super::tables;
use super::super::{Direction, Failure, WriteTx};
use super::{ask, change, check, filled, sound};
use crate::domain::thread::{EDITS_MAX, Former, Message, On, Seat, Thread};

/// A thread with a message that was changed.
pub(super) fn discuss(tx: &mut WriteTx<'_>) -> Result<(), Failure> {
    tx.put_thread(&thread(1))?;
    let said = tx.add_message(&thread(1), message(1))?;
    tx.edit_message(&said, &former());
    tx.put_seat(thread_id(1), member_id(1), &seat());
    Ok(())
}

#[test]
fn what_is_wrong_about_discussions_is_found() {
    let said = |last| (thread(1).on.room(), false, at(last), thread_id(1));
    check(&tables::ROOM_PRIVATE_LAST_THREAD_TO_NOTHING, said(16), None, &["ROOM_PRIVATE_LAST_THREAD_TO_NOTHING"]);
    check(&tables::ROOM_PRIVATE_LAST_THREAD_TO_NOTHING, said(17), Some(()), &["ROOM_PRIVATE_LAST_THREAD_TO_NOTHING"]);
    check(&tables::MEMBER_THREAD_TO_NOTHING, (member_id(1), thread_id(1)), None, &["MEMBER_THREAD_TO_NOTHING"]);
    check(&tables::MEMBER_THREAD_TO_NOTHING, (member_id(2), thread_id(1)), Some(()), &["MEMBER_THREAD_TO_NOTHING"]);
    check(&tables::THREAD_MEMBER_TO_SEAT, (thread_id(1), member_id(1)), None, &["MEMBER_THREAD_TO_NOTHING"]);
    let row = Thread { said: 1, last: at(16), ..thread(1) };
    let check_row = |row: Thread, found: &[&str]| check(&tables::ID_TO_THREAD, thread_id(1), Some(row), found);
    check_row(Thread { said: 2, ..row.clone() }, &["ID_TO_THREAD"]);
    check_row(Thread { author: Some(member_id(9)), ..row.clone() }, &["ID_TO_THREAD"]);
    check_row(Thread { on: On::Event(event_id(9)), ..row }, &["ROOM_PRIVATE_LAST_THREAD_TO_NOTHING", "ID_TO_THREAD"]);
    let orphans = ["ROOM_PRIVATE_LAST_THREAD_TO_NOTHING", "THREAD_MESSAGE_TO_MESSAGE", "THREAD_MEMBER_TO_SEAT"];
    check(&tables::ID_TO_THREAD, thread_id(1), None, &orphans);
    let first = (thread_id(1), message_id(1));
    check(&tables::THREAD_MESSAGE_TO_MESSAGE, first, None, &["ID_TO_THREAD", "THREAD_MESSAGE_EDIT_TO_FORMER"]);
    let by_nobody = Message { author: Some(member_id(9)), number: 1, ..message(1) };
    check(&tables::THREAD_MESSAGE_TO_MESSAGE, first, Some(by_nobody), &["THREAD_MESSAGE_TO_MESSAGE"]);
}

#[test]
fn threads_and_messages_come_in_order() {
    let store = filled();
    change(&store, |tx| {
        tx.put_thread(&thread(2))?;
        for n in 2..=4 {
            let found = tx.thread(thread_id(1))?.expect("a thread");
            let said = tx.add_message(&found, Message { at: at(20 + i64::from(n)), edits: 0, edited_at: None, ..message(n) })?;
            assert_eq!(said.number, u32::from(n));
        }
        Ok(())
    });
    let on = thread(1).on;
    let threads = ask(&store, |tx| tx.threads_on(on, false, None, 9));
    assert_eq!(threads, [(at(24), thread_id(1)), (at(15), thread_id(2))], "the liveliest first");
    assert_eq!(ask(&store, |tx| tx.threads_on(on, false, Some(threads[0]), 9)), threads[1..]);
    assert_eq!(ask(&store, |tx| tx.threads_on(on, true, None, 9)), [], "none is private");
    let numbers = |direction, after: Option<u8>| {
        let page = ask(&store, |tx| tx.messages(thread_id(1), direction, after.map(message_id), 2));
        page.into_iter().map(|message| message.number).collect::<Vec<_>>()
    };
    assert_eq!((numbers(Direction::Down, None), numbers(Direction::Down, Some(3))), (vec![4, 3], vec![2, 1]));
    assert_eq!((numbers(Direction::Up, None), numbers(Direction::Up, Some(4))), (vec![1, 2], vec![]));
    sound(&store);
}

#[test]
fn edits_are_kept_up_to_a_bound_and_go_with_the_message() {
    let store = filled();
    change(&store, |tx| {
        for edits in 2..=EDITS_MAX + 5 {
            let said = tx.message(thread_id(1), message_id(1))?.expect("a message");
            let until = at(100 + i64::from(edits));
            tx.edit_message(&Message { edits, edited_at: Some(until), ..said }, &Former { until, ..former() });
        }
        Ok(())
    });
    let kept = ask(&store, |tx| tx.former_texts(thread_id(1), message_id(1)));
    assert_eq!(kept.len(), EDITS_MAX as usize);
    assert_eq!((kept[0].until, kept[kept.len() - 1].until), (at(106), at(100 + i64::from(EDITS_MAX) + 5)), "the oldest went");
    sound(&store);
    change(&store, |tx| {
        let said = tx.message(thread_id(1), message_id(1))?.expect("a message");
        tx.empty_message(&said)?;
        tx.put_seat(thread_id(1), member_id(2), &Seat::default());
        tx.delete_seat(thread_id(1), member_id(1));
        Ok(())
    });
    assert_eq!(ask(&store, |tx| tx.former_texts(thread_id(1), message_id(1))), []);
    assert_eq!(ask(&store, |tx| Ok(tx.message(thread_id(1), message_id(1))?.expect("a message").text)), None);
    assert_eq!(ask(&store, |tx| tx.threads_of(member_id(1), None, 9)), []);
    assert_eq!(ask(&store, |tx| tx.seats(thread_id(1), None, 9)), [(member_id(2), Seat::default())]);
    sound(&store);
}
