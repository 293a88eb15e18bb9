//! Random deeds against a plain model in memory and against both engines of the record: the same answers, and the same state after each. The
//! clock goes forward and back meanwhile, and the jobs run at any moment.

mod clock;
mod plain;
mod real;

use banderole::domain::membership::TeamRole;
use proptest::prelude::*;

use self::plain::Plain;
use self::real::Real;

/// A deed. People, events and teams are numbers: of people as they are, of the others modulo how many there are.
#[derive(Debug, Clone)]
enum Deed {
    SignUp(usize),
    Create {
        who: usize,
        capacity: Option<u32>,
        guests_max: u32,
        hours: i64,
    },
    Going {
        who: usize,
        event: usize,
        guests: u32,
    },
    Decline {
        who: usize,
        event: usize,
    },
    TakeBack {
        who: usize,
        event: usize,
    },
    Cancel {
        who: usize,
        event: usize,
    },
    Resize {
        who: usize,
        event: usize,
        capacity: Option<u32>,
    },
    Found(usize),
    Join {
        who: usize,
        team: usize,
    },
    Follow {
        who: usize,
        team: usize,
    },
    Leave {
        who: usize,
        team: usize,
    },
    Role {
        who: usize,
        whom: usize,
        team: usize,
        role: TeamRole,
    },
    TakeOut {
        who: usize,
        whom: usize,
        team: usize,
    },
    /// The clock moves by so many minutes, forward or back.
    Pass(i64),
    /// The house does by itself what is due.
    Jobs,
}

impl Deed {
    /// Who does it; of what nobody does, the first.
    fn who(&self) -> usize {
        match *self {
            Self::SignUp(who)
            | Self::Create { who, .. }
            | Self::Going { who, .. }
            | Self::Decline { who, .. }
            | Self::TakeBack { who, .. }
            | Self::Cancel { who, .. }
            | Self::Resize { who, .. }
            | Self::Found(who)
            | Self::Join { who, .. }
            | Self::Follow { who, .. }
            | Self::Leave { who, .. }
            | Self::Role { who, .. }
            | Self::TakeOut { who, .. } => who,
            Self::Pass(_) | Self::Jobs => 0,
        }
    }
}

/// People: few, so that they meet. Two of them sign up late, or never.
const PEOPLE: usize = 7;

fn deed() -> impl Strategy<Value = Deed> {
    let who = || 0..PEOPLE;
    let event = || 0usize..3;
    let team = || 0usize..2;
    let capacity = || prop::option::weighted(0.8, 1u32..7);
    let roles = prop::sample::select(TeamRole::ALL.to_vec());
    prop_oneof![
        3 => who().prop_map(Deed::SignUp),
        2 => (who(), capacity(), 0u32..4, 1i64..72)
            .prop_map(|(who, capacity, guests_max, hours)| Deed::Create { who, capacity, guests_max, hours }),
        20 => (who(), event(), 0u32..4).prop_map(|(who, event, guests)| Deed::Going { who, event, guests }),
        6 => (who(), event()).prop_map(|(who, event)| Deed::Decline { who, event }),
        4 => (who(), event()).prop_map(|(who, event)| Deed::TakeBack { who, event }),
        1 => (who(), event()).prop_map(|(who, event)| Deed::Cancel { who, event }),
        // The first two organise the first events.
        6 => (0usize..3, event(), capacity()).prop_map(|(who, event, capacity)| Deed::Resize { who, event, capacity }),
        1 => who().prop_map(Deed::Found),
        5 => (who(), team()).prop_map(|(who, team)| Deed::Join { who, team }),
        2 => (who(), team()).prop_map(|(who, team)| Deed::Follow { who, team }),
        4 => (who(), team()).prop_map(|(who, team)| Deed::Leave { who, team }),
        8 => (who(), who(), team(), roles).prop_map(|(who, whom, team, role)| Deed::Role { who, whom, team, role }),
        3 => (who(), who(), team()).prop_map(|(who, whom, team)| Deed::TakeOut { who, whom, team }),
        5 => prop_oneof![4 => -90i64..240, 1 => -3_000i64..6_000].prop_map(Deed::Pass),
        3 => Just(Deed::Jobs),
    ]
}

/// What every case begins with: some people, two events, two teams.
fn beginning() -> Vec<Deed> {
    let mut deeds: Vec<Deed> = (0..PEOPLE - 2).map(Deed::SignUp).collect();
    deeds.extend([
        Deed::Create { who: 0, capacity: Some(3), guests_max: 2, hours: 60 },
        Deed::Create { who: 1, capacity: Some(5), guests_max: 3, hours: 30 },
        Deed::Found(0),
        Deed::Found(2),
    ]);
    deeds
}

/// Runs the deeds in the model and in a house on each engine.
fn run(deeds: &[Deed]) {
    let mut model = Plain::default();
    let mut houses = [Real::open(true), Real::open(false)];
    for (step, deed) in beginning().iter().chain(deeds).enumerate() {
        let want = model.carry_out(deed, houses[0].house.app.now());
        for (real, engine) in houses.iter_mut().zip(["in memory", "on the disk"]) {
            assert_eq!(real.carry_out(deed), want, "{engine}: the answer to step {step}, {deed:?}");
            assert_eq!(real.look(), model, "{engine}: the state after step {step}, {deed:?}");
        }
    }
    let [in_memory, on_disk] = houses;
    assert_eq!(in_memory.sizes(), on_disk.sizes(), "both engines hold the same in every table");
    // What is left to do is done as the houses are dropped, and both records are verified.
}

/// How many cases there are: more with `tests/run --long`.
fn cases() -> ProptestConfig {
    let long = std::env::var_os("BANDEROLE_LONG").is_some();
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(if long { 200 } else { 4 }) }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn random_deeds_are_answered_as_a_plain_model_answers_them(deeds in prop::collection::vec(deed(), 30..80)) {
        run(&deeds);
    }
}

/// Who waits keeps their rank, whatever the clock does: whoever comes later, while it was set back, waits behind them.
#[test]
fn a_clock_that_is_set_back_lets_nobody_jump_the_queue() {
    let going = |who| Deed::Going { who, event: 0, guests: 0 };
    let [ana, bo, cy] = [2, 3, 4].map(going);
    let full = Deed::Going { who: 1, event: 0, guests: 2 };
    run(&[full, ana, Deed::Pass(-30), bo, Deed::Pass(60), cy, Deed::Pass(-3_000), Deed::Decline { who: 1, event: 0 }]);
    let full = Deed::Going { who: 1, event: 0, guests: 2 };
    let [ana, bo] = [4, 3].map(going);
    run(&[full, ana, bo, Deed::Resize { who: 0, event: 0, capacity: Some(4) }]);
}
