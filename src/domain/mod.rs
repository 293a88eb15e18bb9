//! What a campaign is: values and pure rules. No clock, no disk, no network, no chance: they are parameters.

pub mod ids;
pub mod lang;
pub mod place;
pub mod text;
