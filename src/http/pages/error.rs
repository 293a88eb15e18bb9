//! The page that says that something failed, in the frame of the house.

use std::sync::Arc;

use super::frame::{Pages, Visit};
use super::texts;
use crate::app::sessions::Visitor;
use crate::http::asked::Asked;
use crate::http::error::Problem;

/// The page of a problem, for whoever asked; none when its template fails. A number to quote stands on it when the mistake is ours, a link to
/// try again when that may help.
pub fn page(pages: &Arc<Pages>, problem: &Problem, asked: &Asked, member: Option<&Arc<Visitor>>) -> Option<String> {
    texts::error(&Visit::of_parts(pages, asked, member), problem)
}
