//! Every table, one line each, named `KEY_TO_VALUE`. A table's number is never given to another, not even after the table is gone.

use std::marker::PhantomData;

/// A numbered space of typed keys and values.
pub struct Table<K, V> {
    tag: u16,
    name: &'static str,
    types: PhantomData<fn() -> (K, V)>,
}

impl<K, V> Table<K, V> {
    /// The table of this number and name.
    pub const fn new(tag: u16, name: &'static str) -> Self {
        Self { tag, name, types: PhantomData }
    }

    /// Its number: what its keys begin with.
    pub const fn tag(&self) -> u16 {
        self.tag
    }

    /// What it is called in messages.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

macro_rules! tables {
    ($($(#[$doc:meta])* $tag:literal $name:ident: $key:ty => $value:ty;)*) => {
        $($(#[$doc])* pub const $name: Table<$key, $value> = Table::new($tag, stringify!($name));)*

        /// Number and name of every table.
        pub const ALL: &[(u16, &str)] = &[$(($tag, stringify!($name))),*];
    };
}

tables! {
    /// What the record knows of itself: its format, and the last number given to a chore.
    1 NAME_TO_NUMBER: String => u64;
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use std::collections::HashSet;

    #[test]
    fn no_number_and_no_name_is_given_twice() {
        assert_eq!(ALL.iter().map(|(tag, _)| tag).collect::<HashSet<_>>().len(), ALL.len());
        assert_eq!(ALL.iter().map(|(_, name)| name).collect::<HashSet<_>>().len(), ALL.len());
        assert!(ALL.iter().all(|(tag, name)| (1..0xf000).contains(tag) && name.contains("_TO_")));
    }
}
